package org.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.supervisor.server.output.MainLog;
import org.supervisor.server.process.TimeSource;

/** A daemon whose loop is gone, in a process of its own. */
class FatalExitTest {
    @TempDir
    private Path folder;

    /** Ends as a daemon does whose loop has failed, while another thread is blocked forever. */
    static final class Failing {
        private Failing() {}

        public static void main(String[] args) {
            CountDownLatch never = new CountDownLatch(1);
            Thread.ofPlatform().daemon(false).start(() -> {
                try {
                    never.await();
                } catch (InterruptedException impossible) {
                    throw new AssertionError(impossible);
                }
            });
            new FatalExit().end(new OutOfMemoryError("Java heap space"), new MainLog(TimeSource.SYSTEM));
        }
    }

    @Test
    void endsTheProcessWithAMessageThoughOtherThreadsAreBlocked() throws Exception {
        Process process = new ProcessBuilder(List.of(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Failing.class.getName()))
                .redirectError(folder.resolve("stderr").toFile())
                .start();
        assertThat(process.waitFor(Await.LONG_ENOUGH.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        assertThat(process.exitValue()).isEqualTo(ExitCode.FATAL.status());
        assertThat(Programs.text(folder.resolve("stderr")))
                .startsWith("supervisor: the event loop has ended by a failure")
                .contains("OutOfMemoryError: Java heap space");
    }
}
