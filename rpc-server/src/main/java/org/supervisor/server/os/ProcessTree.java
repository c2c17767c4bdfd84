package org.supervisor.server.os;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A process and its descendants, as proc(5) shows them at one moment; what has lost its parent is not among them. Reads files of
 * proc, so it takes some time. Any thread.
 */
public final class ProcessTree {
    private static final Path PROC = Path.of("/proc");
    private static final int BYTES_PER_KB = 1024;

    private ProcessTree() {}

    /** The pids, the given one first. */
    public static List<Integer> of(int pid) {
        Set<Integer> seen = new HashSet<>();
        List<Integer> all = new ArrayList<>();
        all.add(pid);
        seen.add(pid);
        for (int i = 0; i < all.size(); i++) {
            for (int child : children(all.get(i))) {
                if (seen.add(child)) {
                    all.add(child);
                }
            }
        }
        return all;
    }

    /** How many bytes of memory they have resident; pages that several of them share count for each. */
    public static long residentBytes(int pid) {
        long sum = 0;
        for (int member : of(pid)) {
            sum += resident(member);
        }
        return sum;
    }

    /** Each thread has its own children. */
    private static List<Integer> children(int pid) {
        List<Integer> children = new ArrayList<>();
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(PROC.resolve(pid + "/task"))) {
            for (Path thread : threads) {
                for (String child : read(thread.resolve("children")).split(" ", -1)) {
                    if (!child.isBlank()) {
                        children.add(Integer.parseInt(child.strip()));
                    }
                }
            }
        } catch (IOException | DirectoryIteratorException gone) {
            // it has ended
        }
        return children;
    }

    private static long resident(int pid) {
        for (String line : read(PROC.resolve(pid + "/status")).split("\n", -1)) {
            if (line.startsWith("VmRSS:")) {
                String amount = line.substring("VmRSS:".length()).strip();
                return Long.parseLong(amount.substring(0, amount.indexOf(' '))) * BYTES_PER_KB;
            }
        }
        return 0; // it has ended, or is a thread of the kernel
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }
}
