package org.supervisor.server.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.supervisor.server.process.ForksAway;

/** Programs that fork away. */
final class PidFileKeys {
    static final Keys ALL = new Keys(Change.UPDATE);

    static final Key<Path> PIDFILE = ALL.add(Key.added(
            "pidfile",
            LaunchTypes.ABSOLUTE_PATH,
            "none",
            "where it writes the pid of the process that it forks away; that one is supervised"));
    static final Key<Duration> PIDFILE_TIMEOUT = ALL.add(Key.added(
            "pidfile_timeout",
            ProbeTypes.POSITIVE,
            "60s",
            "how long its first process may take to end, if it has a pidfile"));

    private PidFileKeys() {}

    static Optional<ForksAway> read(Values values) {
        Optional<Path> file = values.find(PIDFILE);
        Duration timeout = values.find(PIDFILE_TIMEOUT).orElse(ForksAway.TIMEOUT);
        if (values.raw(PIDFILE).isEmpty() && values.raw(PIDFILE_TIMEOUT).isPresent()) {
            values.warn(PIDFILE_TIMEOUT, "has no effect without " + PIDFILE.name(values.dialect()));
        }
        return file.map(path -> new ForksAway(path, timeout));
    }
}
