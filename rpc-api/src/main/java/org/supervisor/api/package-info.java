/**
 * The types both sides of the wire share: states, signals, fault codes, infos, answers and events. Immutable values
 * only; needs nothing but the JDK, so that an application can depend on it without side effects. Safe for use by any
 * thread.
 */
package org.supervisor.api;
