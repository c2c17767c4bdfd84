package org.supervisor.server.engine;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** A pipe of the simulation: a size and two ends; it never blocks. */
final class SimulatedPipe {
    static final int USUAL = 64 * 1024;
    private static final int ATOMIC = 4096;

    Runnable onData = () -> {};
    Runnable onRoom = () -> {};
    boolean hasReader = true;
    int writers = 1;
    long inode; // 0: it has none that anybody knows
    boolean isHeld; // by its child and beside the daemon: it outlives both
    long unreadSince; // of the oldest unread byte
    boolean isWanted; // a writer has found no room, and has not tried again
    long roomSince;
    private byte[] bytes = new byte[256];
    private int start;
    private int size;
    private int capacity = USUAL;

    int size() {
        return size;
    }

    void capacity(int wanted) {
        capacity = Math.max(wanted, size);
    }

    boolean hasRoom() {
        return capacity - size >= ATOMIC;
    }

    /** Takes as much as fits, but a small piece whole or not at all; the count. */
    int write(byte[] data, int from, int length, long now) {
        int room = capacity - size;
        int count = length <= ATOMIC && room < length ? 0 : Math.min(room, length);
        isWanted = count < length;
        if (count == 0) {
            return 0;
        }
        if (size == 0) {
            unreadSince = now;
        }
        if (start + size + count > bytes.length) {
            byte[] larger = new byte[Math.max(2 * (size + count), bytes.length)];
            System.arraycopy(bytes, start, larger, 0, size);
            bytes = larger;
            start = 0;
        }
        System.arraycopy(data, from, bytes, start + size, count);
        size += count;
        onData.run();
        return count;
    }

    /** The bytes stay where they are. */
    int peek(ByteBuffer into) {
        int count = Math.min(size, into.remaining());
        into.put(bytes, start, count);
        return count;
    }

    int read(ByteBuffer into, long now) {
        int count = Math.min(size, into.remaining());
        into.put(bytes, start, count);
        start += count;
        size -= count;
        unreadSince = now;
        onRoom.run();
        return count;
    }

    byte[] readAll(long now) {
        byte[] all = Arrays.copyOfRange(bytes, start, start + size);
        size = 0;
        start = 0;
        roomSince = now;
        onRoom.run();
        return all;
    }
}
