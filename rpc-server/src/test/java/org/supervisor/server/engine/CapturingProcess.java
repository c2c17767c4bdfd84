package org.supervisor.server.engine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.supervisor.server.os.ChildIdentity;
import org.supervisor.server.os.SpawnResult;
import org.supervisor.server.output.ByteCounts;
import org.supervisor.server.output.LogFiles;
import org.supervisor.server.output.OutputJournal;
import org.supervisor.server.output.StreamSink;
import org.supervisor.server.output.Taps;

/** Takes over programs and logs what they write, until it is killed, as a daemon does. */
final class CapturingProcess {
    private CapturingProcess() {}

    /** The folder for logs and what the next one needs; then for each program its form, pid, number and pipe. */
    public static void main(String[] arguments) {
        Path folder = Path.of(arguments[0]);
        Kernel kernel = new LinuxKernel();
        EventLoop loop = new EventLoop(kernel, Throwable::printStackTrace);
        LogFiles files = new LogFiles(kernel);
        files.onComplaint(System.err::println);
        Map<LoggedForm, ByteCounts> counts = LoggedForm.allCounts(folder);
        OutputJournal journal = new OutputJournal(
                folder,
                kernel,
                System.err::println,
                stream -> counts.get(LoggedForm.valueOf(stream.name().process())));
        ReadBuffer buffer = new ReadBuffer(kernel);
        List<OutputPipe> pipes = new ArrayList<>();
        System.out.println("begins");
        journal.recover(files);
        for (int at = 1; at < arguments.length; at += 4) {
            ChildIdentity child = new ChildIdentity(
                    Integer.parseInt(arguments[at + 1]),
                    Long.parseLong(arguments[at + 2]),
                    Long.parseLong(arguments[at + 3]),
                    0);
            SpawnResult.Spawned found = kernel.find(child).orElseThrow();
            LoggedForm form = LoggedForm.valueOf(arguments[at]);
            StreamSink.Plan plan = form.plan(folder, child.pid());
            StreamSink sink = new StreamSink(plan, files, kernel, Taps.NONE, counts.get(form), Optional.of(journal));
            pipes.add(new OutputPipe(
                    kernel, found.stdoutFd(), sink, Optional.empty(), buffer, loop.output(), pipes::remove));
        }
        journal.endUnclaimed(files);
        Collections.shuffle(pipes); // a life is too short for all of them
        while (!pipes.isEmpty()) {
            List.copyOf(pipes).forEach(pipe -> pipe.ready(true, false, false));
        }
    }
}
