package org.supervisor.examples.embedding;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import org.supervisor.api.Answer;
import org.supervisor.server.Supervisor;
import org.supervisor.server.engine.ProcessView;
import org.supervisor.server.process.ProcessSpec;

/**
 * Runs two programs under a supervisor of its own, and shows what it can do. The first argument names the file for
 * the worker's output.
 */
public final class Embedding {
    private Embedding() {}

    /** Runs the sample. */
    public static void main(String[] arguments) {
        show(Path.of(arguments.length == 0 ? "worker.log" : arguments[0]), System.out);
    }

    static void show(Path log, PrintStream out) {
        // runs until it is stopped; if it exits by itself with 0 or 1, it is restarted
        ProcessSpec worker = ProcessSpec.builder("worker")
                .shell("trap 'echo reloaded' HUP; while :; do echo working; sleep 0.1; done")
                .startWait(Duration.ofMillis(300))
                .startRetries(3)
                .stopWait(Duration.ofSeconds(2))
                .logfile(log)
                .autoStart(false)
                .build();
        // a program and its arguments, found in PATH, without a shell; this one does not exist
        ProcessSpec missing = ProcessSpec.builder("missing")
                .command("no-such-program", "--fast")
                .autoStart(false)
                .build();

        try (Supervisor supervisor = Supervisor.of(worker, missing)) {
            out.println("worker: " + supervisor.start("worker"));
            out.println("worker: " + supervisor.reload("worker"));
            out.println("alive:  " + supervisor.isAlive("worker"));

            if (supervisor.start("missing") == Answer.GAVE_UP) {
                out.println("missing: " + supervisor.process("missing").spawnError());
            }
            for (ProcessView process : supervisor.control().processes()) {
                out.println(process.name() + " is " + process.state());
            }
            out.println("worker: " + supervisor.stop("worker"));
        } // stops everything that is still running, and waits
    }
}
