package org.supervisor.server.os;

import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.supervisor.api.Signal;

/** Another process that is a JVM, which answers commands at a socket of its own, as jcmd(1) sends them. Blocks. */
final class AttachedJvm {
    private static final String PROTOCOL = "1";
    private static final long PAUSE_NANOS = 10_000_000;

    private AttachedJvm() {}

    /** Whether a process is a JVM: others may die of the signal that opens the socket. */
    static boolean isJvm(int pid) {
        try (var lines = Files.lines(Path.of("/proc/" + pid + "/maps"), StandardCharsets.ISO_8859_1)) {
            return lines.anyMatch(line -> line.endsWith("/libjvm.so"));
        } catch (IOException | java.io.UncheckedIOException gone) {
            return false;
        }
    }

    /**
     * The stacks of its threads, with locks.
     *
     * @param most bytes
     * @param untilNanos when the answer must be there
     */
    static byte[] threadDump(int pid, int most, long untilNanos) throws IOException {
        int inside = pidInside(pid);
        Path folder = Path.of("/proc/" + pid + "/root/tmp");
        Path socket = folder.resolve(".java_pid" + inside);
        if (!Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
            open(pid, folder.resolve(".attach_pid" + inside), socket, untilNanos);
        }
        if (Files.isSymbolicLink(socket)) {
            throw new IOException(socket + " is a symbolic link");
        }
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                var _ = new ClosedLater(channel, untilNanos)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            String command = PROTOCOL + "\0threaddump\0-l\0\0\0";
            channel.write(ByteBuffer.wrap(command.getBytes(StandardCharsets.ISO_8859_1)));
            try (InputStream answer = Channels.newInputStream(channel)) {
                return answer.readNBytes(most);
            }
        }
    }

    /** A JVM that is stopped accepts connections and never answers. */
    private record ClosedLater(Thread timer) implements AutoCloseable {
        ClosedLater(SocketChannel channel, long untilNanos) {
            this(Thread.ofVirtual().start(() -> {
                try {
                    Thread.sleep(Duration.ofNanos(Math.max(0, untilNanos - System.nanoTime())));
                    channel.close();
                } catch (InterruptedException | IOException answered) {
                    Thread.currentThread().interrupt();
                }
            }));
        }

        @Override
        public void close() {
            timer.interrupt();
        }
    }

    private static void open(int pid, Path request, Path socket, long untilNanos) throws IOException {
        Files.createFile(request); // what the program may have put there is neither followed nor changed
        try {
            int pidfd = SysSignal.pidfdOpen(pid);
            try {
                if (pidfd < 0 || !isJvm(pid)) {
                    throw new IOException("it has ended");
                }
                Processes.signal(pid, pidfd, Signal.QUIT);
            } finally {
                Descriptors.close(pidfd);
            }
            while (!Files.exists(socket)) {
                if (System.nanoTime() - untilNanos >= 0) {
                    throw new IOException("it has not opened its socket in time");
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } finally {
            Files.deleteIfExists(request);
        }
    }

    /** In a container it has a pid of its own. */
    private static int pidInside(int pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status"), StandardCharsets.ISO_8859_1).stream()
                .filter(line -> line.startsWith("NSpid:"))
                .map(line -> line.substring(line.lastIndexOf('\t') + 1).strip())
                .map(Integer::valueOf)
                .findFirst()
                .orElse(pid);
    }
}
