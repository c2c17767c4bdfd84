/** A supervisor inside another program: copy from here. */
package org.supervisor.examples.embedding;
