package org.supervisor.server;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.supervisor.server.output.MainLog;

/**
 * Ends the process when its event loop cannot go on. A daemon without its loop answers no calls, reaps nothing and
 * ignores signals; once it has ended its own supervisor can start it again. What is needed is allocated at the start,
 * because memory may have run out.
 */
final class FatalExit {
    private static final int STATUS = ExitCode.FATAL.status();

    private static final Duration LONGEST_REPORT = Duration.ofSeconds(5);

    private final byte[] message =
            ("supervisor: the event loop has ended by a failure and cannot go on; the daemon ends with" + " status "
                            + STATUS + " and is to be started again\n")
                    .getBytes(StandardCharsets.UTF_8);
    private final byte[] stalled =
            ("supervisor: the event loop has not turned for 10 s while something was due; the stacks of"
                            + " all threads follow, and the daemon ends with status " + STATUS
                            + " if that goes on (stall_limit)\n")
                    .getBytes(StandardCharsets.UTF_8);
    private final FileOutputStream standardError = new FileOutputStream(FileDescriptor.err);
    private final Thread limit = Thread.ofPlatform().name("fatal-exit").daemon().unstarted(FatalExit::haltLater);

    /** Reports the cause to standard error and to the main log, as far as that is possible, and halts. Does not return. */
    void end(Throwable cause, MainLog log) {
        try {
            limit.start(); // a log or a terminal that blocks must not keep us
            standardError.write(message);
            String text = "the event loop cannot go on, the daemon ends with status " + STATUS + ": " + trace(cause);
            log.critical(text);
            standardError.write((text + "\n").getBytes(StandardCharsets.UTF_8));
            log.close();
        } catch (Throwable unreported) {
            // the first message was written, or nothing can be written at all
        } finally {
            Runtime.getRuntime().halt(STATUS);
        }
    }

    /** Reports on standard error that the loop stands still; allocates nothing. */
    void warnOfStall() {
        try {
            standardError.write(stalled);
        } catch (IOException closed) {
            // in the background there is no standard error
        }
    }

    /** Ends a process whose loop stands still. Allocates nothing. Does not return. */
    void endStalled() {
        Runtime.getRuntime().halt(STATUS);
    }

    private static String trace(Throwable cause) throws IOException {
        try (StringWriter text = new StringWriter();
                PrintWriter lines = new PrintWriter(text)) {
            cause.printStackTrace(lines);
            lines.flush();
            return text.toString().stripTrailing();
        }
    }

    private static void haltLater() {
        try {
            Thread.sleep(LONGEST_REPORT);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            Runtime.getRuntime().halt(STATUS);
        }
    }
}
