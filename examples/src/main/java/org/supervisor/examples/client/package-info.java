/** Samples of {@code org.supervisor.client} to copy from, each a program of its own. */
package org.supervisor.examples.client;
