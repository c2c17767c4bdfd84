package org.supervisor.server.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.supervisor.server.output.AutoLogs;
import org.supervisor.server.output.Stream;
import org.supervisor.server.process.OutputSpec;
import org.supervisor.server.process.ProgramSpec;
import org.supervisor.server.process.StreamSpec;

/**
 * Where the output of a process goes, with names found for automatic log files.
 *
 * @param output like the specification's, without automatic names
 */
record LogPlan(OutputSpec output) {
    /**
     * The plan for a program; makes its automatic log files.
     *
     * @throws IOException one cannot be made
     */
    static LogPlan make(ProgramSpec spec, AutoLogs autoLogs) throws IOException {
        OutputSpec output = spec.output();
        StreamSpec stdout = autoLogs.named(spec.name(), Stream.STDOUT, output.stdout());
        StreamSpec stderr = output.redirectsStderr()
                ? output.stderr()
                : autoLogs.named(spec.name(), Stream.STDERR, output.stderr());
        return new LogPlan(new OutputSpec(output.redirectsStderr(), stdout, stderr, output.format()));
    }

    /** The plan of a program whose automatic log files cannot be made: what it says goes nowhere. */
    static LogPlan discard(ProgramSpec spec) {
        OutputSpec output = spec.output();
        return new LogPlan(new OutputSpec(
                output.redirectsStderr(), discarded(output.stdout()), discarded(output.stderr()), output.format()));
    }

    private static StreamSpec discarded(StreamSpec stream) {
        return stream.log() instanceof StreamSpec.Log.Auto ? stream.withLog(new StreamSpec.Log.None()) : stream;
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
        return stream.log() instanceof StreamSpec.Log.File(Path path, long _, int _)
                ? Optional.of(path)
                : Optional.empty();
    }
}
