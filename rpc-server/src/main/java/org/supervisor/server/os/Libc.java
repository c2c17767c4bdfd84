package org.supervisor.server.os;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import org.supervisor.server.process.NativeText;

/**
 * Calls into the C library. One handle {@code (address, 6 x long) -> long} serves every function, because each further
 * signature costs several milliseconds at start. That is sound on x86-64 and aarch64: integers and pointers travel in
 * the same six registers, unused ones are ignored, and variadic functions take them from there as well.
 *
 * <p>Any thread may call; errno is kept per thread.
 */
final class Libc {
    /** The two machines differ in a few constants and one layout. */
    static final boolean X86_64 = "amd64".equals(System.getProperty("os.arch"));

    private static final int MOST_ARGUMENTS = 6;
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final long ERRNO_OFFSET = offsetOf("errno");
    private static final SymbolLookup SYMBOLS = Linker.nativeLinker().defaultLookup();
    private static final MethodHandle CALL = Linker.nativeLinker()
            .downcallHandle(
                    FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                    Linker.Option.captureCallState("errno"));
    private static final ThreadLocal<MemorySegment> CAPTURED =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(STATE));

    private Libc() {}

    /** As {@code STATE.byteOffset(groupElement(member))}, whose machinery for paths costs a start five milliseconds. */
    private static long offsetOf(String member) {
        long offset = 0;
        for (MemoryLayout layout : STATE.memberLayouts()) {
            if (layout.name().filter(member::equals).isPresent()) {
                return offset;
            }
            offset += layout.byteSize();
        }
        throw new UnsupportedOperationException("the JVM does not capture " + member + " here");
    }

    /** A function that must exist. */
    static Function function(String name) {
        return optional(name)
                .orElseThrow(() -> new UnsupportedOperationException(
                        "this system's C library has no " + name + "(); Linux with glibc 2.34 or newer is needed"));
    }

    /** A function that newer versions have. */
    static Optional<Function> optional(String name) {
        return SYMBOLS.find(name).map(Function::new);
    }

    /** A C function whose arguments are all integers or pointers. */
    static final class Function {
        private final MemorySegment address;

        private Function(MemorySegment address) {
            this.address = address;
        }

        /** Calls a function that returns an int: the result, or the negative errno if that was -1. */
        int asInt(long... arguments) {
            MemorySegment state = CAPTURED.get();
            int result = (int) call(state, arguments);
            return result == -1 ? -state.get(JAVA_INT, ERRNO_OFFSET) : result;
        }

        /** Calls a function that returns a long or a pointer: the result, or the negative errno if that was -1. */
        long asLong(long... arguments) {
            MemorySegment state = CAPTURED.get();
            long result = call(state, arguments);
            return result == -1 ? -state.get(JAVA_INT, ERRNO_OFFSET) : result;
        }

        /** As {@link #asInt}, repeated while a signal interrupts it. */
        int asIntUninterrupted(long... arguments) {
            int result;
            do {
                result = asInt(arguments);
            } while (result == -Errno.EINTR);
            return result;
        }

        private long call(MemorySegment state, long[] a) {
            if (a.length > MOST_ARGUMENTS) {
                throw new IllegalArgumentException(a.length + " arguments, expected at most " + MOST_ARGUMENTS);
            }
            try {
                return (long)
                        CALL.invokeExact(address, state, at(a, 0), at(a, 1), at(a, 2), at(a, 3), at(a, 4), at(a, 5));
            } catch (RuntimeException | Error problem) {
                throw problem;
            } catch (Throwable impossible) {
                throw new AssertionError("a downcall threw", impossible);
            }
        }

        private static long at(long[] arguments, int index) {
            return index < arguments.length ? arguments[index] : 0;
        }
    }

    /** Copies a string for C; returns its address. */
    static long string(SegmentAllocator memory, String text) {
        byte[] bytes = NativeText.bytes(text);
        MemorySegment copy = memory.allocate(bytes.length + 1L);
        MemorySegment.copy(bytes, 0, copy, JAVA_BYTE, 0, bytes.length);
        copy.set(JAVA_BYTE, bytes.length, (byte) 0);
        return copy.address();
    }

    /**
     * Copies strings into a null-terminated array of pointers such as argv; returns its address. All of it is one piece of
     * memory, copied at once: an environment has dozens of strings, and every launch needs it.
     */
    static long strings(SegmentAllocator memory, List<String> texts) {
        byte[][] encoded = new byte[texts.size()][];
        int size = (texts.size() + 1) * Long.BYTES;
        for (int index = 0; index < encoded.length; index++) {
            encoded[index] = NativeText.bytes(texts.get(index));
            size += encoded[index].length + 1;
        }
        MemorySegment array = memory.allocate(size, Long.BYTES);
        ByteBuffer image = ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
        long next = array.address() + (texts.size() + 1L) * Long.BYTES;
        for (byte[] text : encoded) {
            image.putLong(next);
            next += text.length + 1L;
        }
        image.putLong(0);
        for (byte[] text : encoded) {
            image.put(text).put((byte) 0);
        }
        MemorySegment.copy(image.array(), 0, array, JAVA_BYTE, 0, size);
        return array.address();
    }

    /** Reads the string that a C pointer refers to; {@code fallback} for a null pointer. */
    static String text(long pointer, String fallback) {
        return pointer == 0
                ? fallback
                : MemorySegment.ofAddress(pointer).reinterpret(Long.MAX_VALUE).getString(0);
    }
}
