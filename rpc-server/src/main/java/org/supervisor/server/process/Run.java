package org.supervisor.server.process;

import java.util.Optional;
import java.util.OptionalInt;
import org.apiguardian.api.API;

/**
 * What a process runs, as whom, where and with which environment.
 *
 * @param command what to run
 * @param as the user and group to run it as
 * @param directory the working directory; empty: the daemon's own
 * @param umask 0 to 0777; empty: the daemon's own
 * @param niceness added to the daemon's own niceness, -20 to 19
 * @param environment its variables
 * @param serverUrl the value of SUPERVISOR_SERVER_URL; empty: the daemon's own address
 */
@API(status = API.Status.EXPERIMENTAL)
public record Run(
        Command command,
        RunAs as,
        Optional<String> directory,
        OptionalInt umask,
        int niceness,
        Environment environment,
        Optional<String> serverUrl) {}
