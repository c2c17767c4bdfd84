/** An extension to copy from: what the daemon finds is {@link org.supervisor.examples.extension.Sample}. */
package org.supervisor.examples.extension;
