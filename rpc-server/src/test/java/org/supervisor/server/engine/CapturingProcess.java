package org.supervisor.server.engine;

import java.nio.file.Path;
import java.util.Optional;
import org.supervisor.api.LogStream;
import org.supervisor.server.output.ByteCounts;
import org.supervisor.server.output.ChildStream;
import org.supervisor.server.output.LogFiles;
import org.supervisor.server.output.StreamSink;
import org.supervisor.server.output.Taps;
import org.supervisor.server.process.OutputSpec;
import org.supervisor.server.process.ProcessName;
import org.supervisor.server.process.StreamSpec;

/** Logs what comes from the pipe that is its standard input, raw, until it is killed. */
final class CapturingProcess {
    private CapturingProcess() {}

    /** The only argument is the log. */
    public static void main(String[] arguments) {
        Kernel kernel = new LinuxKernel();
        EventLoop loop = new EventLoop(kernel, Throwable::printStackTrace);
        StreamSpec.Log log = new StreamSpec.Log.File(Path.of(arguments[0]), 0, 0);
        StreamSink.Plan plan = new StreamSink.Plan(
                new ChildStream(new ProcessName("p", "p"), "p", 2, LogStream.STDOUT),
                new StreamSpec(log, 0, false, false, false),
                OutputSpec.Format.RAW,
                Optional.empty());
        StreamSink sink = new StreamSink(plan, new LogFiles(kernel), kernel, Taps.NONE, new ByteCounts());
        OutputPipe pipe =
                new OutputPipe(kernel, 0, sink, Optional.empty(), new ReadBuffer(kernel), loop.output(), _ -> {});
        while (pipe.isOpen()) {
            pipe.drain();
        }
    }
}
