package org.supervisor.server.os;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.supervisor.server.process.FailureReason;
import org.supervisor.server.process.NativeText;

/**
 * Writes down what can be seen of a process and its tree from outside. Blocks; each part that cannot be had says why, and the others
 * are written all the same.
 */
public final class Evidence {
    private static final int OTHERS_WRITE = 0002;
    private static final int STICKY = 01000;
    private static final int MOST_PROCESSES = 20;
    private static final int MOST_THREADS = 200;
    private static final int MOST_FILES = 1000;
    private static final int MOST_BYTES = 1 << 20;
    private static final List<String> OF_A_PROCESS = List.of("cmdline", "status", "limits", "io");
    private static final List<String> OF_A_THREAD = List.of("comm", "wchan", "syscall", "stack");

    private static final Pattern OURS = Pattern.compile("[0-9]{8}T[0-9]{6}\\.[0-9]{3}-[0-9]+");

    private final Path folder;
    private final long untilNanos;

    private Evidence(Path folder, long untilNanos) {
        this.folder = folder;
        this.untilNanos = untilNanos;
    }

    /**
     * What is to be written.
     *
     * @param folder for all of this process; created if it is missing
     * @param name of the folder in it for this occasion; by name in order of time
     * @param pid of the process
     * @param output its last lines
     * @param timeout for all of it
     * @param kept how many such folders are kept, with this one
     * @param withDebugger whether gdb is run
     */
    public record Order(
            Path folder, String name, int pid, String output, Duration timeout, int kept, boolean withDebugger) {}

    /**
     * Writes it.
     *
     * @return the folder
     */
    public static Path write(Order order) throws IOException {
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        Files.createDirectories(order.folder(), ownerOnly);
        requireOurs(order.folder());
        Path folder = Files.createDirectory(order.folder().resolve(order.name()), ownerOnly);
        long until = System.nanoTime() + order.timeout().toNanos();
        new Evidence(folder, until).write(order.pid(), order.output(), order.withDebugger());
        removeOld(order.folder(), order.kept());
        return folder;
    }

    /** Who may exchange what is in it could have us write, and remove, elsewhere. */
    private static void requireOurs(Path folder) throws IOException {
        int owner = (Integer) Files.getAttribute(folder, "unix:uid");
        int mode = (Integer) Files.getAttribute(folder, "unix:mode");
        if (owner != 0 && owner != Unistd.geteuid()) {
            throw new IOException("evidence_dir belongs to user " + Integer.toUnsignedString(owner)
                    + "; it must belong to the supervisor's user or to root");
        }
        if ((mode & OTHERS_WRITE) != 0 && (mode & STICKY) == 0) {
            throw new IOException("everybody may write evidence_dir; chmod o-w " + NativeText.of(folder));
        }
    }

    private void write(int pid, String output, boolean withDebugger) {
        file("output.txt", out -> out.write(output.getBytes(StandardCharsets.UTF_8)));
        List<Integer> tree = ProcessTree.of(pid).stream().limit(MOST_PROCESSES).toList();
        tree.forEach(member -> file("process-" + member + ".txt", out -> process(member, out)));
        tree.stream()
                .filter(_ -> isTimeLeft())
                .filter(AttachedJvm::isJvm)
                .forEach(jvm -> file(
                        "threads-" + jvm + ".txt",
                        out -> out.write(AttachedJvm.threadDump(jvm, MOST_BYTES, untilNanos))));
        if (withDebugger && isTimeLeft()) {
            file("gdb-" + pid + ".txt", out -> out.write(debugger(pid)));
        }
    }

    private boolean isTimeLeft() {
        return System.nanoTime() - untilNanos < 0;
    }

    private interface Part {
        void to(OutputStream out) throws IOException;
    }

    private void file(String name, Part part) {
        try (OutputStream out = Files.newOutputStream(folder.resolve(name), StandardOpenOption.CREATE_NEW)) {
            try {
                part.to(out);
            } catch (IOException problem) {
                out.write(("not available: " + FailureReason.of(problem) + "\n").getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException full) {
            // the disk, or the folder is gone
        }
    }

    private void process(int pid, OutputStream out) throws IOException {
        Path proc = Path.of("/proc", Integer.toString(pid));
        for (String name : OF_A_PROCESS) {
            section(out, name, proc.resolve(name));
        }
        text(out, "\n== open files\n");
        for (Path descriptor : list(proc.resolve("fd"), MOST_FILES)) {
            text(out, descriptor.getFileName() + " -> " + target(descriptor) + "\n");
        }
        for (Path thread : list(proc.resolve("task"), MOST_THREADS)) {
            for (String name : OF_A_THREAD) {
                if (isTimeLeft()) {
                    section(out, "thread " + thread.getFileName() + ": " + name, thread.resolve(name));
                }
            }
        }
    }

    private static void section(OutputStream out, String title, Path file) throws IOException {
        text(out, "\n== " + title + "\n");
        try (var in = Files.newInputStream(file)) {
            text(out, new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8).replace('\0', ' '));
        } catch (IOException problem) {
            text(out, "not available: " + FailureReason.of(problem) + "\n");
        }
    }

    private static void text(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException closed) {
            return "?";
        }
    }

    private static List<Path> list(Path folder, int most) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
            for (Path one : all) {
                if (found.size() < most) {
                    found.add(one);
                }
            }
        } catch (IOException | DirectoryIteratorException gone) {
            // it has ended, or we may not look
        }
        return found;
    }

    private byte[] debugger(int pid) throws IOException {
        Process gdb = new ProcessBuilder(
                        "gdb", "-p", Integer.toString(pid), "-batch", "-nx", "-ex", "thread apply all backtrace")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("gdb-" + pid + ".out").toFile())
                .start();
        try {
            if (!gdb.waitFor(Math.max(0, untilNanos - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                throw new IOException("gdb was not done in time");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            gdb.destroyForcibly();
        }
        return "see the file beside this one\n".getBytes(StandardCharsets.UTF_8);
    }

    private static void removeOld(Path all, int kept) throws IOException {
        List<Path> folders = new ArrayList<>(list(all, Integer.MAX_VALUE));
        folders.removeIf(one -> !OURS.matcher(one.getFileName().toString()).matches());
        folders.sort(Comparator.comparing(Path::getFileName).reversed());
        for (Path old : folders.subList(Math.min(kept, folders.size()), folders.size())) {
            try (Stream<Path> files = Files.list(old)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(old);
        }
    }
}
