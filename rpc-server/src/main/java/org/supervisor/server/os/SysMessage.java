package org.supervisor.server.os;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.supervisor.server.os.Libc.Function;

/**
 * recvmsg(2) with what the kernel adds to a message: who has sent it. Descriptors that come with it are closed. The layouts are
 * the same on both machines. Confined to one thread.
 */
final class SysMessage {
    // struct msghdr: name, its length, iovec, their count, control, its length, flags
    private static final int HEADER_BYTES = 56;
    private static final int VECTOR = 16;
    private static final int VECTORS = 24;
    private static final int CONTROL = 32;
    private static final int CONTROL_LENGTH = 40;
    private static final int FLAGS = 48;

    // struct cmsghdr: length, level, type, then the data; each begins at a multiple of eight
    private static final int CMSG_LEVEL = 8;
    private static final int CMSG_TYPE = 12;
    private static final int CMSG_DATA = 16;

    private static final int SOL_SOCKET = 1;
    private static final int SO_PASSCRED = 16;
    private static final int SCM_RIGHTS = 1;
    private static final int SCM_CREDENTIALS = 2;
    private static final int MSG_TRUNC = 0x20;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_CMSG_CLOEXEC = 0x4000_0000;

    /** Room for the credentials and for as many descriptors as can come with one message, 253. */
    private static final int CONTROL_BYTES = 2048;

    private static final Function RECVMSG = Libc.function("recvmsg");
    private static final Function SETSOCKOPT = Libc.function("setsockopt");

    private final MemorySegment header;
    private final MemorySegment text;
    private final MemorySegment control;
    private int length;
    private int sender;

    /** With room for the text of a message. */
    SysMessage(Arena arena, int bytes) {
        text = arena.allocate(bytes);
        control = arena.allocate(CONTROL_BYTES, Long.BYTES);
        header = arena.allocate(HEADER_BYTES, Long.BYTES);
        MemorySegment vector = arena.allocate(2 * Long.BYTES, Long.BYTES);
        vector.set(JAVA_LONG, 0, text.address());
        vector.set(JAVA_LONG, Long.BYTES, bytes);
        header.set(JAVA_LONG, VECTOR, vector.address());
        header.set(JAVA_LONG, VECTORS, 1);
        header.set(JAVA_LONG, CONTROL, control.address());
    }

    /** The kernel adds to each message of this socket who has sent it. */
    static int addSenders(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            long on = arena.allocateFrom(JAVA_INT, 1).address();
            return SETSOCKOPT.asInt(fd, SOL_SOCKET, SO_PASSCRED, on, Integer.BYTES);
        }
    }

    /** Takes one message, without waiting for it; the number of its bytes, or a negative error number. */
    int receive(int fd) {
        header.set(JAVA_LONG, CONTROL_LENGTH, CONTROL_BYTES);
        sender = 0;
        length = RECVMSG.asIntUninterrupted(fd, header.address(), MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
        if (length >= 0) {
            readControl();
        }
        return length;
    }

    /** Whether the message had more bytes than there was room for. */
    boolean isTooLong() {
        return (header.get(JAVA_INT, FLAGS) & MSG_TRUNC) != 0;
    }

    byte[] text() {
        return text.asSlice(0, length).toArray(JAVA_BYTE);
    }

    /** The pid of the process that has sent it; 0 if it is unknown here. */
    int sender() {
        return sender;
    }

    private void readControl() {
        long end = header.get(JAVA_LONG, CONTROL_LENGTH);
        for (long at = 0; at + CMSG_DATA <= end; ) {
            long size = control.get(JAVA_LONG, at);
            if (size < CMSG_DATA || control.get(JAVA_INT, at + CMSG_LEVEL) != SOL_SOCKET) {
                return;
            }
            switch (control.get(JAVA_INT, at + CMSG_TYPE)) {
                case SCM_CREDENTIALS -> sender = control.get(JAVA_INT, at + CMSG_DATA);
                case SCM_RIGHTS -> close(at + CMSG_DATA, Math.min(at + size, end));
                default -> {
                    // nothing that we have asked for
                }
            }
            at += (size + Long.BYTES - 1) / Long.BYTES * Long.BYTES;
        }
    }

    private void close(long from, long to) {
        for (long at = from; at + Integer.BYTES <= to; at += Integer.BYTES) {
            Descriptors.close(control.get(JAVA_INT, at));
        }
    }
}
