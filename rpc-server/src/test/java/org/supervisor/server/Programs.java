package org.supervisor.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.supervisor.api.Signal;
import org.supervisor.server.process.Backoff;
import org.supervisor.server.process.CrashLoopFloor;
import org.supervisor.server.process.Dialect;
import org.supervisor.server.process.OutputSpec;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.RestartPolicy;
import org.supervisor.server.process.StartRule;
import org.supervisor.server.process.StopRule;
import org.supervisor.server.process.StreamSpec;

/** Programs for tests, none of which starts by itself, and ways to look at what they do. */
final class Programs {
    static final Duration AT_ONCE = Duration.ZERO;
    static final Duration SOON = Duration.ofMillis(50);

    private Programs() {}

    /** A line of shell with the Perl original's manners, but impatient: it is up at once, and restarted at once. */
    static ProcessSpec.Builder perl(String name, String line) {
        return ProcessSpec.builder(name)
                .shell(line)
                .autoStart(false)
                .startWait(AT_ONCE)
                .restartPauseMin(AT_ONCE)
                .stopWait(Duration.ofSeconds(10));
    }

    /** A line of shell with supervisord's manners: up at once, and restarted at once whatever happens. */
    static ProcessSpec.Builder supervisord(String name, String line) {
        return ProcessSpec.builder(name)
                .shell(line)
                .autoStart(false)
                .start(new StartRule(AT_ONCE, 4, new Backoff.Linear(Duration.ofSeconds(1)), Dialect.SUPERVISORD))
                .stop(new StopRule(Signal.TERM, 1, Duration.ofSeconds(10), false, false, false))
                .restart(RestartPolicy.of(RestartPolicy.When.ALWAYS, Set.of(0), CrashLoopFloor.OFF));
    }

    /** Output as it comes, both streams in one file. */
    static OutputSpec rawTo(Path file) {
        return rawTo(file, 0, 0);
    }

    static OutputSpec rawTo(Path file, long maxBytes, int backups) {
        StreamSpec stream = StreamSpec.to(new StreamSpec.Log.File(file, maxBytes, backups));
        return new OutputSpec(true, stream, stream, OutputSpec.Format.RAW);
    }

    /** Output as it comes, each stream in a file of its own. */
    static OutputSpec rawTo(Path out, Path err) {
        return new OutputSpec(
                false,
                StreamSpec.to(new StreamSpec.Log.File(out, 0, 0)),
                StreamSpec.to(new StreamSpec.Log.File(err, 0, 0)),
                OutputSpec.Format.RAW);
    }

    /** A file's text; empty if there is no file. */
    static String text(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The text of a file that may vanish while it is read; then, too, it is empty. */
    static String textOrNothing(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException gone) {
            return "";
        }
    }

    static List<String> lines(Path file) {
        return text(file).lines().toList();
    }

    /** Whether a process runs: a zombie does not. */
    static boolean runs(long pid) {
        String stat = text(Path.of("/proc", Long.toString(pid), "stat"));
        return !stat.isEmpty() && !stat.substring(stat.lastIndexOf(')')).startsWith(") Z");
    }

    /** How many descriptors this JVM holds. */
    static long openDescriptors() {
        try (Stream<Path> fds = Files.list(Path.of("/proc/self/fd"))) {
            return fds.count();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
