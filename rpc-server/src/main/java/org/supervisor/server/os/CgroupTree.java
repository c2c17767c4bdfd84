package org.supervisor.server.os;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.supervisor.server.process.CgroupLimits;
import org.supervisor.server.process.CgroupLimits.Control;
import org.supervisor.server.process.FailureReason;
import org.supervisor.server.process.NativeText;

/**
 * The part of the cgroup v2 hierarchy that is ours to manage: the daemon is moved to a leaf of it, for the kernel lets no cgroup
 * have processes and give controllers to others, and each process with limits gets a leaf. A process keeps its leaf when the
 * daemon is gone, and the next daemon finds it by its name.
 *
 * @see <a href="https://systemd.io/CGROUP_DELEGATION/">Control Group APIs and Delegation</a>
 */
public final class CgroupTree {
    /** The daemon's leaf; also what the unit for systemd names as its DelegateSubgroup. */
    static final String OWN_LEAF = "supervisor";

    private static final String PROGRAM = "program-";
    private static final String PROCESSES = "cgroup.procs";
    private static final String ENABLED = "cgroup.subtree_control";
    private static final String AVAILABLE = "cgroup.controllers";
    private static final String EVENTS = "memory.events";
    private static final String KILLS = "oom_kill ";
    private static final String KILL = "cgroup.kill";
    private static final String VERSION_2 = "0::";
    private static final String DELEGATED = "delegate"; // an attribute that systemd sets
    private static final int MOST_MOVES = 10;

    private final Path proc;
    private final Path mounts;
    private final Map<String, Long> killsBefore = new ConcurrentHashMap<>(); // of those placed here

    /** The machine's. */
    public CgroupTree() {
        this(Path.of("/proc"), Path.of("/sys/fs/cgroup"));
    }

    CgroupTree(Path proc, Path mounts) {
        this.proc = proc;
        this.mounts = mounts;
    }

    /**
     * Creates the leaf of a process, with its limits. One that a process has left there is used again.
     *
     * @param name of the process
     * @return the file to which the process writes itself
     * @throws IOException naming what is missing, and what to do
     */
    public Path leaf(String name, CgroupLimits limits) throws IOException {
        Path root = root(limits);
        enable(root, controllers(limits));
        Path leaf = root.resolve(file(name));
        if (!Files.isDirectory(leaf)) {
            Files.createDirectory(leaf);
        }
        for (Control control : Control.values()) {
            Path file = leaf.resolve(control.file());
            String value = limits.values().get(control);
            if (value != null || Files.exists(file)) {
                write(file, value == null ? control.fallback() : value, control.word());
            }
        }
        killsBefore.put(name, kills(leaf));
        return leaf.resolve(PROCESSES);
    }

    /** Removes the leaf of a process that has ended. One in which others live on stays. */
    public void remove(String name) {
        killsBefore.remove(name);
        find().ifPresent(root -> removeIfEmpty(root.resolve(file(name))));
    }

    /** How many processes of a leaf the kernel has killed for lack of memory since the launch; below 0: it does not count them. */
    public long oomKills(String name) {
        return find().map(root -> kills(root.resolve(file(name))))
                .filter(count -> count >= 0)
                .map(count -> count - Math.max(0, killsBefore.getOrDefault(name, 0L)))
                .orElse(-1L);
    }

    /** The leaf of a process, for a stop of all that is in it. */
    public StoppedTree.Cgroup of(String name) {
        return new StoppedTree.Cgroup() {
            @Override
            public List<Integer> members() {
                return CgroupTree.this.members(name);
            }

            @Override
            public void kill() {
                CgroupTree.this.kill(name);
            }
        };
    }

    /** The pids of all processes in the leaf of a process, and below it. */
    private List<Integer> members(String name) {
        Optional<Path> leaf = find().map(root -> root.resolve(file(name))).filter(Files::isDirectory);
        if (leaf.isEmpty()) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(leaf.get())) {
            List<Integer> pids = new ArrayList<>();
            for (Path file : all.filter(path -> path.endsWith(PROCESSES)).toList()) {
                lines(file).map(Integer::valueOf).forEach(pids::add);
            }
            return pids;
        } catch (IOException | UncheckedIOException gone) {
            return List.of();
        }
    }

    /** Kills all processes in the leaf of a process, and below it, at once; does nothing where the kernel cannot (before 5.14). */
    private void kill(String name) {
        find().map(root -> root.resolve(file(name)).resolve(KILL))
                .filter(Files::exists)
                .ifPresent(file -> {
                    try {
                        Files.writeString(file, "1", StandardOpenOption.WRITE);
                    } catch (IOException gone) {
                        // what is left is signalled one by one
                    }
                });
    }

    /** Why no process of this machine could have these limits, whoever launches it. */
    public Optional<String> objection(CgroupLimits limits) {
        try {
            requireAvailable(mount(), controllers(limits));
            return Optional.empty();
        } catch (IOException problem) {
            return Optional.of(FailureReason.withFile(problem));
        }
    }

    /** Why no process of this supervisor can have such limits; empty: they can. */
    public Optional<String> obstacle() {
        try {
            usable();
            return Optional.empty();
        } catch (IOException problem) {
            return Optional.of(FailureReason.withFile(problem));
        }
    }

    private Optional<Path> find() {
        try {
            return Optional.of(place());
        } catch (IOException none) {
            return Optional.empty();
        }
    }

    private static Set<String> controllers(CgroupLimits limits) {
        Set<String> controllers = new TreeSet<>();
        limits.values().keySet().forEach(control -> controllers.add(control.controller()));
        return controllers;
    }

    /** The cgroup below which the leaves are. */
    private Path root(CgroupLimits limits) throws IOException {
        try {
            return usable();
        } catch (IOException problem) {
            String keys = String.join(
                    ", ", limits.values().keySet().stream().map(Control::word).toList());
            throw new IOException(
                    keys + ": expected a cgroup v2 tree that is delegated to the supervisor, but "
                            + FailureReason.withFile(problem)
                            + "; run it by a systemd unit with Delegate=yes, or remove these keys",
                    problem);
        }
    }

    private Path usable() throws IOException {
        Path root = place();
        for (Path needed : List.of(root, root.resolve(PROCESSES), root.resolve(ENABLED))) {
            if (!Files.isWritable(needed)) {
                throw new IOException(needed + " cannot be written by this user");
            }
        }
        if (isOfUnit(root) && !isDelegated(root)) {
            throw new IOException(root + " is systemd's own");
        }
        return root;
    }

    private Path place() throws IOException {
        String own = lines(proc.resolve("self/cgroup"))
                .filter(line -> line.startsWith(VERSION_2))
                .findFirst()
                .map(line -> line.substring(VERSION_2.length()))
                .orElseThrow(() -> new IOException("this kernel has no cgroup v2"));
        Path mount = mount();
        Path place = mount.resolve(own.replaceFirst("^/+", ""));
        boolean isOurLeaf = place.endsWith(OWN_LEAF) && !place.equals(mount) && managesLeaves(place.getParent());
        return isOurLeaf ? place.getParent() : place;
    }

    /** Others may name a cgroup like our leaf. */
    private static boolean managesLeaves(Path root) throws IOException {
        return isDelegated(root) || !Files.readString(root.resolve(ENABLED)).isBlank();
    }

    private Path mount() throws IOException {
        return Stream.of(mounts, mounts.resolve("unified"))
                .filter(path -> Files.exists(path.resolve(PROCESSES)) && Files.exists(path.resolve(AVAILABLE)))
                .findFirst()
                .orElseThrow(() -> new IOException("no cgroup v2 is mounted at " + mounts));
    }

    private static boolean isOfUnit(Path root) {
        return root.toString().endsWith(".service") || root.toString().endsWith(".scope");
    }

    private static boolean isDelegated(Path root) {
        try {
            UserDefinedFileAttributeView view = Files.getFileAttributeView(root, UserDefinedFileAttributeView.class);
            ByteBuffer value = ByteBuffer.allocate(view.size(DELEGATED));
            view.read(DELEGATED, value);
            return new String(value.array(), StandardCharsets.UTF_8).startsWith("1");
        } catch (IOException | RuntimeException none) {
            return false;
        }
    }

    private static void requireAvailable(Path root, Set<String> wanted) throws IOException {
        Set<String> missing = new TreeSet<>(wanted);
        missing.removeAll(words(root.resolve(AVAILABLE)));
        if (!missing.isEmpty()) {
            throw new IOException("the cgroup " + root + " has no controller " + String.join(", ", missing)
                    + ", expected all of " + String.join(", ", wanted)
                    + "; let systemd delegate them with Delegate=yes, or remove the keys that need them");
        }
    }

    private static void enable(Path root, Set<String> wanted) throws IOException {
        Set<String> missing = new TreeSet<>(wanted);
        missing.removeAll(words(root.resolve(ENABLED)));
        if (missing.isEmpty()) {
            return;
        }
        requireAvailable(root, wanted);
        if (Files.exists(root.resolve("cgroup.type"))) { // the root of all may have processes
            moveProcesses(root, root.resolve(OWN_LEAF));
        }
        removeUnused(root);
        write(root.resolve(ENABLED), "+" + String.join(" +", missing), "its controllers");
    }

    /**
     * The daemon, and what it has launched without limits. A process that is launched meanwhile is moved in the next round.
     *
     * @throws IOException there are processes of others
     */
    private static void moveProcesses(Path from, Path to) throws IOException {
        if (!Files.isDirectory(to)) {
            Files.createDirectory(to);
        }
        for (int round = 0; round < MOST_MOVES; round++) {
            List<String> left = lines(from.resolve(PROCESSES)).toList();
            if (left.isEmpty()) {
                return;
            }
            Set<Integer> ours = new HashSet<>(ProcessTree.of(Daemon.pid()));
            for (String pid : left) {
                if (!ours.contains(Integer.valueOf(pid)) && Files.exists(Path.of("/proc", pid))) {
                    throw new IOException(from + " has process " + pid + ", which does not belong to the supervisor");
                }
                move(pid, to.resolve(PROCESSES));
            }
        }
    }

    private static void move(String pid, Path to) throws IOException {
        try {
            write(to, pid, "its process " + pid);
        } catch (IOException problem) {
            if (Files.exists(Path.of("/proc", pid))) {
                throw problem;
            }
        }
    }

    /** Leaves of programs that have ended while no daemon ran. */
    private static void removeUnused(Path root) {
        try (DirectoryStream<Path> leaves = Files.newDirectoryStream(root, PROGRAM + "*")) {
            leaves.forEach(CgroupTree::removeIfEmpty);
        } catch (IOException | DirectoryIteratorException unreadable) {
            // they do no harm
        }
    }

    private static void removeIfEmpty(Path leaf) {
        try {
            Files.deleteIfExists(leaf);
        } catch (IOException used) {
            // processes of it live on; the next launch, or the next daemon, takes it
        }
    }

    private static void write(Path file, String value, String what) throws IOException {
        try {
            Files.writeString(file, value, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
        } catch (IOException problem) {
            throw new IOException(
                    "cannot set " + what + " to " + value + " in " + file + ": " + FailureReason.of(problem), problem);
        }
    }

    private static long kills(Path leaf) {
        try {
            return lines(leaf.resolve(EVENTS))
                    .filter(line -> line.startsWith(KILLS))
                    .mapToLong(line ->
                            Long.parseLong(line.substring(KILLS.length()).strip()))
                    .findFirst()
                    .orElse(-1);
        } catch (IOException none) {
            return -1;
        }
    }

    private static Stream<String> lines(Path file) throws IOException {
        return Files.readString(file).lines().filter(line -> !line.isBlank());
    }

    private static List<String> words(Path file) throws IOException {
        return Arrays.asList(Files.readString(file).strip().split(" ", -1));
    }

    /** A name of a file for any name of a process. */
    private static Path file(String name) {
        StringBuilder file = new StringBuilder(PROGRAM);
        name.chars().forEach(c -> {
            if (c == '/' || c == '%' || c < ' ') {
                file.append('%').append(String.format("%02X", c));
            } else {
                file.append((char) c);
            }
        });
        return NativeText.path(file.toString());
    }
}
