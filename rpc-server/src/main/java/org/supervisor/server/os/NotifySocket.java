package org.supervisor.server.os;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.supervisor.server.process.NativeText;

/**
 * The socket on which a service manager waits for news of this process.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/sd_notify.3.html">sd_notify(3)</a>
 */
public final class NotifySocket {
    private final byte[] path;

    private NotifySocket(byte[] path) {
        this.path = path;
    }

    /** The one of this name: a path, or an abstract name that begins with {@code @}; empty for names of other kinds. */
    public static Optional<NotifySocket> named(String name) {
        byte[] path = NativeText.bytes(name);
        if (name.startsWith("@")) {
            path[0] = 0;
        }
        return name.startsWith("@") || name.startsWith("/") ? Optional.of(new NotifySocket(path)) : Optional.empty();
    }

    /**
     * Sends one message.
     *
     * @return why it could not be sent; empty: it was
     */
    public Optional<String> send(String message) {
        int fd = SysSocket.datagram(SysSocket.AF_UNIX);
        if (fd < 0) {
            return Optional.of(Errno.describe(-fd));
        }
        try {
            int sent = SysSocket.send(fd, message.getBytes(StandardCharsets.UTF_8), path);
            return sent < 0 ? Optional.of(Errno.describe(-sent)) : Optional.empty();
        } finally {
            Descriptors.close(fd);
        }
    }
}
