package org.supervisor.server.os;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.supervisor.server.os.Libc.Function;
import org.supervisor.server.process.NativeText;

/** {@code sys/socket.h}, stream sockets only. Results below 0 are negative error numbers. */
final class SysSocket {
    // bits/socket.h, asm-generic/socket.h
    static final short AF_UNIX = 1;
    static final short AF_INET = 2;
    static final short AF_INET6 = 10;
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int SOCK_CLOEXEC = Fcntl.O_CLOEXEC;
    private static final int SOL_SOCKET = 1;
    private static final int SO_REUSEADDR = 2;
    private static final int SO_ACCEPTCONN = 30;

    // sys/un.h: family @0, path @2 of 108 bytes
    private static final int UNIX_SIZE = 110;
    private static final int UNIX_PATH_OFFSET = 2;
    private static final int UNIX_LONGEST_PATH = 107;

    // netinet/in.h: family @0, port @2 in network order, then the address @4 or flow @4, address @8, scope @24
    private static final int INET_SIZE = 16;
    private static final int INET_ADDRESS_OFFSET = 4;
    private static final int INET6_SIZE = 28;
    private static final int INET6_ADDRESS_OFFSET = 8;
    private static final int INET6_BYTES = 16;
    private static final int PORT_OFFSET = 2;
    private static final int ADDRESS_ROOM = 128;

    private static final Function SOCKET = Libc.function("socket");
    private static final Function SETSOCKOPT = Libc.function("setsockopt");
    private static final Function BIND = Libc.function("bind");
    private static final Function LISTEN = Libc.function("listen");
    private static final Function SENDTO = Libc.function("sendto");
    private static final Function GETSOCKOPT = Libc.function("getsockopt");
    private static final Function GETSOCKNAME = Libc.function("getsockname");
    private static final Function GETPEERNAME = Libc.function("getpeername");

    private SysSocket() {}

    static int socket(short family) {
        return SOCKET.asInt(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    }

    /** A socket that sends and receives single messages. */
    static int datagram(short family) {
        return SOCKET.asInt(family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    }

    /**
     * Sends one message to a UNIX socket; does not wait for room.
     *
     * @param path of the file system; with a NUL at its beginning, an abstract name
     */
    static int send(int fd, byte[] message, byte[] path) {
        if (path.length > UNIX_LONGEST_PATH) {
            return -Errno.ENAMETOOLONG;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocateFrom(JAVA_BYTE, message);
            MemorySegment address = arena.allocate(UNIX_SIZE, Short.BYTES);
            address.set(JAVA_SHORT, 0, AF_UNIX);
            MemorySegment.copy(path, 0, address, JAVA_BYTE, UNIX_PATH_OFFSET, path.length);
            return SENDTO.asIntUninterrupted(
                    fd,
                    text.address(),
                    message.length,
                    MSG_NOSIGNAL | MSG_DONTWAIT,
                    address.address(),
                    UNIX_PATH_OFFSET + path.length);
        }
    }

    static int reuseAddress(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            long on = arena.allocateFrom(JAVA_INT, 1).address();
            return SETSOCKOPT.asInt(fd, SOL_SOCKET, SO_REUSEADDR, on, Integer.BYTES);
        }
    }

    /** Binds to a path of the file system. */
    static int bind(int fd, String path) {
        byte[] bytes = NativeText.bytes(path);
        if (bytes.length > UNIX_LONGEST_PATH) {
            return -Errno.ENAMETOOLONG;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(UNIX_SIZE, Short.BYTES);
            address.set(JAVA_SHORT, 0, AF_UNIX);
            MemorySegment.copy(bytes, 0, address, JAVA_BYTE, UNIX_PATH_OFFSET, bytes.length);
            return BIND.asInt(fd, address.address(), address.byteSize());
        }
    }

    /** Binds to an address of this machine; port 0 to 65535. */
    static int bind(int fd, InetAddress host, int port) {
        boolean four = host instanceof Inet4Address;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(four ? INET_SIZE : INET6_SIZE, Integer.BYTES);
            address.set(JAVA_SHORT, 0, family(host));
            address.set(JAVA_BYTE, PORT_OFFSET, (byte) (port >>> Byte.SIZE));
            address.set(JAVA_BYTE, PORT_OFFSET + 1, (byte) port);
            byte[] bytes = host.getAddress();
            int offset = four ? INET_ADDRESS_OFFSET : INET6_ADDRESS_OFFSET;
            MemorySegment.copy(bytes, 0, address, JAVA_BYTE, offset, bytes.length);
            return BIND.asInt(fd, address.address(), address.byteSize());
        }
    }

    static short family(InetAddress host) {
        return host instanceof Inet4Address ? AF_INET : AF_INET6;
    }

    static int listen(int fd, int backlog) {
        return LISTEN.asInt(fd, backlog);
    }

    /** Whether a socket listens; false for what is no socket. */
    static boolean isListening(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(JAVA_INT);
            long size = arena.allocateFrom(JAVA_INT, Integer.BYTES).address();
            return GETSOCKOPT.asInt(fd, SOL_SOCKET, SO_ACCEPTCONN, value.address(), size) == 0
                    && value.get(JAVA_INT, 0) != 0;
        }
    }

    /** The address that a socket is bound to; empty if it has none, or is of another family. */
    static Optional<SocketAddress> name(int fd) {
        return address(GETSOCKNAME, fd);
    }

    /** The address of the other end; empty if it has none, or is of another family. */
    static Optional<SocketAddress> peer(int fd) {
        return address(GETPEERNAME, fd);
    }

    private static Optional<SocketAddress> address(Function ask, int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(ADDRESS_ROOM, Long.BYTES);
            MemorySegment size = arena.allocateFrom(JAVA_INT, ADDRESS_ROOM);
            if (ask.asInt(fd, address.address(), size.address()) < 0) {
                return Optional.empty();
            }
            return switch (address.get(JAVA_SHORT, 0)) {
                case AF_UNIX -> unix(address, Math.min(size.get(JAVA_INT, 0), UNIX_SIZE));
                case AF_INET -> Optional.of(inet(address, INET_ADDRESS_OFFSET, Integer.BYTES));
                case AF_INET6 -> Optional.of(inet(address, INET6_ADDRESS_OFFSET, INET6_BYTES));
                default -> Optional.empty();
            };
        }
    }

    private static Optional<SocketAddress> unix(MemorySegment address, int size) {
        int end = UNIX_PATH_OFFSET;
        while (end < size && address.get(JAVA_BYTE, end) != 0) {
            end++;
        }
        byte[] path = address.asSlice(UNIX_PATH_OFFSET, end - UNIX_PATH_OFFSET).toArray(JAVA_BYTE);
        return path.length == 0
                ? Optional.empty()
                : Optional.of(UnixDomainSocketAddress.of(NativeText.path(NativeText.of(path))));
    }

    private static SocketAddress inet(MemorySegment address, int offset, int length) {
        int port = Byte.toUnsignedInt(address.get(JAVA_BYTE, PORT_OFFSET)) << Byte.SIZE
                | Byte.toUnsignedInt(address.get(JAVA_BYTE, PORT_OFFSET + 1));
        try {
            return new InetSocketAddress(
                    InetAddress.getByAddress(address.asSlice(offset, length).toArray(JAVA_BYTE)), port);
        } catch (UnknownHostException impossible) {
            throw new AssertionError("an address of " + length + " bytes was refused", impossible);
        }
    }
}
