package org.supervisor.server.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.supervisor.api.LogStream;
import org.supervisor.server.output.AutoLogs;
import org.supervisor.server.process.NativeText;
import org.supervisor.server.process.OutputSpec;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.Refusal;
import org.supervisor.server.process.StreamSpec;

/**
 * Where the output of a process goes, with names chosen for automatic log files.
 *
 * @param output like the specification's, without automatic names
 */
record LogPlan(OutputSpec output) {
    /**
     * The plan for a program; creates its automatic log files.
     *
     * @throws IOException one cannot be created
     */
    @SuppressWarnings("ReferenceEquality") // a stream that needed no name is returned as it is
    static LogPlan make(ProcessSpec spec, AutoLogs autoLogs) throws IOException {
        OutputSpec output = spec.output();
        StreamSpec stdout = autoLogs.named(spec.name(), LogStream.STDOUT, output.stdout());
        StreamSpec stderr = output.redirectsStderr()
                ? output.stderr()
                : autoLogs.named(spec.name(), LogStream.STDERR, output.stderr());
        boolean isNamed = stdout == output.stdout() && stderr == output.stderr();
        return new LogPlan(
                isNamed ? output : new OutputSpec(output.redirectsStderr(), stdout, stderr, output.format()));
    }

    /** The plan of a program whose automatic log files cannot be created: its output is discarded. */
    static LogPlan discard(ProcessSpec spec) {
        OutputSpec output = spec.output();
        return new LogPlan(new OutputSpec(
                output.redirectsStderr(), discarded(output.stdout()), discarded(output.stderr()), output.format()));
    }

    private static StreamSpec discarded(StreamSpec stream) {
        return stream.log() instanceof StreamSpec.Log.Auto ? stream.withLog(new StreamSpec.Log.None()) : stream;
    }

    /** Why nothing can be logged as planned, if it cannot: the start is then refused, for the plan itself is wrong. */
    Optional<Refusal> problem() {
        return Stream.of(stdout(), stderr())
                .flatMap(Optional::stream)
                .flatMap(path -> problem(path).stream())
                .findFirst()
                .map(message -> new Refusal(Refusal.Kind.OTHER, message));
    }

    private static Optional<String> problem(Path path) {
        if (Files.isDirectory(path)) {
            return Optional.of("log file '" + NativeText.of(path) + "' is a directory; name a file in it");
        }
        Path folder = path.toAbsolutePath().getParent();
        if (Files.exists(path) || Files.isDirectory(folder)) {
            return Optional.empty();
        }
        String what = Files.exists(folder) ? "is no directory" : "does not exist";
        return Optional.of("cannot create log file '" + NativeText.of(path) + "': '" + NativeText.of(folder) + "' "
                + what + "; create this directory");
    }

    /** The file that stdout goes to, if any. */
    Optional<Path> stdout() {
        return path(output.stdout());
    }

    /** The file that stderr goes to, if it has one of its own. */
    Optional<Path> stderr() {
        return output.redirectsStderr() ? Optional.empty() : path(output.stderr());
    }

    private static Optional<Path> path(StreamSpec stream) {
        return stream.log() instanceof StreamSpec.Log.File(Path path, String _, long _, int _)
                ? Optional.of(path)
                : Optional.empty();
    }
}
