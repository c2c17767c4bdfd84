package org.supervisor.server.os;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.net.InetAddress;
import org.supervisor.server.os.Libc.Function;
import org.supervisor.server.process.NativeText;

/** {@code sys/socket.h}, stream sockets only. Results below 0 are negative error numbers. */
final class SysSocket {
    // bits/socket.h, asm-generic/socket.h
    static final short AF_UNIX = 1;
    static final short AF_INET = 2;
    static final short AF_INET6 = 10;
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_CLOEXEC = Fcntl.O_CLOEXEC;
    private static final int SOL_SOCKET = 1;
    private static final int SO_REUSEADDR = 2;

    // sys/un.h: family @0, path @2 of 108 bytes
    private static final int UNIX_SIZE = 110;
    private static final int UNIX_PATH_OFFSET = 2;
    private static final int UNIX_LONGEST_PATH = 107;

    // netinet/in.h: family @0, port @2 in network order, then the address @4 or flow @4, address @8, scope @24
    private static final int INET_SIZE = 16;
    private static final int INET_ADDRESS_OFFSET = 4;
    private static final int INET6_SIZE = 28;
    private static final int INET6_ADDRESS_OFFSET = 8;
    private static final int PORT_OFFSET = 2;

    private static final Function SOCKET = Libc.function("socket");
    private static final Function SETSOCKOPT = Libc.function("setsockopt");
    private static final Function BIND = Libc.function("bind");
    private static final Function LISTEN = Libc.function("listen");

    private SysSocket() {}

    static int socket(short family) {
        return SOCKET.asInt(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
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
}
