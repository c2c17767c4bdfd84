package org.supervisor.server.os;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.supervisor.server.process.NativeText;

/** The sockets that this process has open, with the descriptors that the JDK's channels do not reveal. Any thread. */
public final class OpenSockets {
    private static final Path OURS = Path.of("/proc/self/fd");

    private OpenSockets() {}

    /**
     * One of them.
     *
     * @param local the address that it is bound to, or that its listening socket is; empty: none
     * @param remote the other end's; empty: it has no name, or the socket is not connected
     */
    public record Open(
            int descriptor, Optional<SocketAddress> local, Optional<SocketAddress> remote, boolean isListening) {}

    /** All of them. */
    public static List<Open> list() throws IOException {
        List<Open> open = new ArrayList<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(OURS)) {
            for (Path descriptor : descriptors) {
                if (isSocket(descriptor)) {
                    int fd = Integer.parseInt(NativeText.of(descriptor.getFileName()));
                    open.add(new Open(fd, SysSocket.name(fd), SysSocket.peer(fd), SysSocket.isListening(fd)));
                }
            }
        } catch (DirectoryIteratorException unreadable) {
            throw unreadable.getCause();
        }
        return open;
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return NativeText.of(Files.readSymbolicLink(descriptor)).startsWith("socket:");
        } catch (IOException closed) {
            return false;
        }
    }

    /**
     * Puts a socket behind the descriptor of a JDK channel, in the place of the one that the channel has opened, which is
     * closed. The channel must be in blocking mode, and must not be in use yet.
     *
     * @param socket ours; closed here
     */
    public static void replace(int channels, int socket) {
        OsException.check(Fcntl.makeBlocking(socket), "cannot change the mode of descriptor " + socket);
        OsException.check(Unistd.dupOnce(socket, channels), "cannot replace descriptor " + channels);
        Descriptors.close(socket);
    }
}
