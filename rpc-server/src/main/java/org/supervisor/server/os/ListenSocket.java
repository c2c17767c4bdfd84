package org.supervisor.server.os;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.supervisor.server.process.NativeText;
import org.supervisor.server.process.SocketSpec;

/**
 * A listening socket that children inherit as descriptor 0, see {@link SpawnOrder.Stdio#stdinFd}. The JDK's own sockets
 * do not reveal their descriptor. Any thread.
 */
public final class ListenSocket implements AutoCloseable {
    private static final int DEFAULT_MODE = 0700;

    private int fd;

    private ListenSocket(int fd) {
        this.fd = fd;
    }

    /**
     * Binds and listens. A socket found at a UNIX path is removed first; any other file is left alone.
     *
     * @param spec where
     * @param owner gets the path of a UNIX socket, unless the spec names an owner; empty: this process' user keeps it
     * @throws IOException what is wrong with {@code spec.url()}
     */
    public static ListenSocket open(SocketSpec spec, Optional<Account> owner) throws IOException {
        return switch (spec) {
            case SocketSpec.Tcp tcp -> openTcp(tcp);
            case SocketSpec.Unix unix -> openUnix(unix, owner);
        };
    }

    /** The descriptor; -1 once closed. */
    public synchronized int fd() {
        return fd;
    }

    /** Closes our copy. A UNIX path stays, as it may belong to another process by now. */
    @Override
    public synchronized void close() {
        Descriptors.close(fd);
        fd = -1;
    }

    private static ListenSocket openTcp(SocketSpec.Tcp spec) throws IOException {
        InetAddress address = address(spec.host());
        return opened(spec, SysSocket.family(address), fd -> {
            check(spec, SysSocket.reuseAddress(fd));
            check(spec, SysSocket.bind(fd, address, spec.port()));
        });
    }

    private static InetAddress address(String host) throws UnknownHostException {
        return host.isEmpty() || host.equals("*")
                ? InetAddress.getByAddress(new byte[] {0, 0, 0, 0})
                : InetAddress.getByName(host);
    }

    /** Whether a descriptor is a socket that listens where this one would. */
    static boolean listensAt(int descriptor, SocketSpec spec) {
        try {
            SocketAddress expected = switch (spec) {
                case SocketSpec.Tcp tcp -> new InetSocketAddress(address(tcp.host()), tcp.port());
                case SocketSpec.Unix unix -> UnixDomainSocketAddress.of(NativeText.path(unix.path()));
            };
            return SysSocket.isListening(descriptor)
                    && SysSocket.name(descriptor).filter(expected::equals).isPresent();
        } catch (UnknownHostException unknown) {
            return false;
        }
    }

    /** No client can connect before listen(2), so owner and mode are right from the first connection. */
    private static ListenSocket openUnix(SocketSpec.Unix spec, Optional<Account> owner) throws IOException {
        String path = spec.path();
        Optional<Account> named = namedOwner(spec);
        removeOldSocket(NativeText.path(path));
        return opened(spec, SysSocket.AF_UNIX, fd -> {
            check(spec, SysSocket.bind(fd, path));
            if (named.isPresent() && !namesGroup(spec)) {
                Daemon.changeUser(path, named.get());
            } else {
                named.or(() -> owner).ifPresent(account -> Daemon.changeOwner(path, account));
            }
            Daemon.changeMode(path, spec.mode().orElse(DEFAULT_MODE));
        });
    }

    private interface Binding {
        void bind(int fd) throws IOException;
    }

    private static ListenSocket opened(SocketSpec spec, short family, Binding binding) throws IOException {
        ListenSocket socket = new ListenSocket(check(spec, SysSocket.socket(family)));
        try {
            binding.bind(socket.fd);
            check(spec, SysSocket.listen(socket.fd, spec.backlog().orElse(Integer.MAX_VALUE)));
            return socket;
        } catch (OsException problem) {
            socket.close();
            throw failure(spec, problem.getMessage());
        } catch (IOException problem) {
            socket.close();
            throw problem;
        }
    }

    private static boolean namesGroup(SocketSpec.Unix spec) {
        return spec.owner().filter(owner -> owner.indexOf(':') >= 0).isPresent();
    }

    private static Optional<Account> namedOwner(SocketSpec.Unix spec) throws IOException {
        if (spec.owner().isEmpty()) {
            return Optional.empty();
        }
        String owner = spec.owner().get();
        int colon = owner.indexOf(':');
        Optional<String> user = Optional.of(colon < 0 ? owner : owner.substring(0, colon));
        Optional<String> group = colon < 0 ? Optional.empty() : Optional.of(owner.substring(colon + 1));
        try {
            return Optional.of(Accounts.resolve(user, group));
        } catch (UnknownAccount unknown) {
            throw failure(spec, unknown.getMessage());
        }
    }

    private static void removeOldSocket(Path path) throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                && Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                        .isOther()) {
            Files.delete(path);
        }
    }

    private static int check(SocketSpec spec, int result) throws IOException {
        if (result < 0) {
            throw failure(spec, Errno.describe(-result));
        }
        return result;
    }

    private static IOException failure(SocketSpec spec, String why) {
        return new IOException("cannot listen on '" + spec.url() + "': " + why);
    }
}
