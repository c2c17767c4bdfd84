package org.supervisor.server.os;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** Finds out by {@code /proc} whether a child listens on a TCP port. May block for a moment; any thread. */
public final class ListeningSockets {
    // proc_pid_net(5): slot, local address, remote address, state, ..., inode
    private static final int LOCAL_ADDRESS = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;
    private static final String LISTENS = "0A";
    private static final String SOCKET = "socket:[";

    private ListeningSockets() {}

    /**
     * Whether a process that belongs to a child listens.
     *
     * @param port empty: any
     */
    public static boolean isListening(int child, OptionalInt port) {
        Set<String> listening = new HashSet<>();
        for (String table : List.of("tcp", "tcp6")) {
            addListening(Path.of("/proc", Integer.toString(child), "net", table), port, listening);
        }
        if (listening.isEmpty()) {
            return false;
        }
        return has(child, listening)
                || ProcessTree.of(child).stream().anyMatch(pid -> pid != child && has(pid, listening));
    }

    private static void addListening(Path table, OptionalInt port, Set<String> inodes) {
        try {
            for (String line : Files.readAllLines(table, StandardCharsets.ISO_8859_1)) {
                String[] fields = line.strip().split("\\s+", -1);
                if (fields.length > INODE && fields[STATE].equals(LISTENS) && isOn(fields[LOCAL_ADDRESS], port)) {
                    inodes.add(fields[INODE]);
                }
            }
        } catch (IOException gone) {
            // it has ended, or there is no such protocol here
        }
    }

    private static boolean isOn(String address, OptionalInt port) {
        return port.isEmpty()
                || Integer.parseInt(address.substring(address.lastIndexOf(':') + 1), 16) == port.getAsInt();
    }

    /** Whether a process has one of these sockets. Those of another user cannot be seen, except by root. */
    private static boolean has(int pid, Set<String> inodes) {
        for (Path descriptor : Survivors.descriptors(pid)) {
            try {
                String target = Files.readSymbolicLink(descriptor).toString();
                if (target.startsWith(SOCKET)
                        && inodes.contains(target.substring(SOCKET.length(), target.length() - 1))) {
                    return true;
                }
            } catch (IOException closed) {
                // meanwhile
            }
        }
        return false;
    }
}
