/**
 * Turns the text of a configuration file into records. Enters: a path, the daemon's environment and the values of the
 * command line. Leaves: a {@link org.supervisor.server.config.SupervisorSpec}, or all problems at once as a
 * {@link org.supervisor.server.config.ConfigException}. Two dialects come in, supervisord's and that of the Perl
 * original; one set of records goes out. Everything here is computation: no state, no thread, nothing is started. Start
 * at {@link org.supervisor.server.config.Configuration}.
 *
 * <p>The way of a file: {@code PythonGrammar} or {@code PerlGrammar} (lines to assignments), {@code IniConfiguration}
 * (the library combines the sections), {@code Document} (files merged), {@code Values} (typed, expanded, with their
 * source), the readers (records).
 */
@API(status = API.Status.INTERNAL)
package org.supervisor.server.config;

import org.apiguardian.api.API;
