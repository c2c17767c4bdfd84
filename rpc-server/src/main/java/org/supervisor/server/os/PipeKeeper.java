package org.supervisor.server.os;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.supervisor.api.Signal;
import org.supervisor.server.process.NativeText;

/**
 * Creates the pipes of children that are to outlive this daemon. A process beside it holds the reading ends, too, so that what
 * a child has written last can still be read when both the daemon and the child are gone. The process is sleep(1), for all
 * that it has to do is to exist; it is known by its standard input, which is a file in the state directory.
 *
 * <p>It gets a supply of pipes before they are used, so it has each from the beginning, and is replaced when the supply is
 * exhausted, or when it will soon have stayed for its time. Confined to the spawner's thread, but for the static methods.
 */
public final class PipeKeeper {
    private static final int LEAST_SUPPLY = 16;

    /** The supply is this part of what is in use: so replacing costs each launch the same, however many there are. */
    private static final int SUPPLY_PART = 8;

    private static final int FIRST_PIPE = 3;
    private static final List<Path> SLEEP = List.of(Path.of("/usr/bin/sleep"), Path.of("/bin/sleep"));

    /** How long it stays: when neither the daemon nor a next one is there to end it, it ends by itself. */
    private static final Duration LIFE = Duration.ofHours(1);

    private static final int MODE = 0600;

    private final Path marker;
    private final Consumer<String> complain;
    private final Deque<Pipes.Ends> supply = new ArrayDeque<>();
    private boolean isReported; // that it could not be launched

    /**
     * Without a process yet.
     *
     * @param marker the file that the process has as its standard input; created when there is none
     * @param complain gets a sentence when the process cannot be launched
     */
    PipeKeeper(Path marker, Consumer<String> complain) {
        this.marker = marker;
        this.complain = complain;
    }

    /**
     * A pipe that is held. The caller closes its ends.
     *
     * @throws OsException there are no more descriptors
     */
    Pipes.Ends take() {
        if (supply.isEmpty()) {
            replace(processes(marker));
        }
        return supply.remove();
    }

    /** A process that was there gives way to a new one. To be called once in a third of its life. */
    void renew() {
        List<Integer> present = processes(marker);
        if (!present.isEmpty()) {
            close();
            replace(present);
        }
    }

    /**
     * A new process that holds what the present ones hold, and a new supply. If it cannot be launched that is reported, and
     * the supply is used as it is.
     */
    private void replace(List<Integer> present) {
        List<Integer> held = new ArrayList<>();
        try {
            held(present).forEach((inode, descriptor) -> held.add(Survivors.open(descriptor, inode)));
            held.removeIf(fd -> fd < 0);
            List<Integer> ended = SysPoll.ended(held);
            ended.forEach(Descriptors::close);
            held.removeAll(ended);
            fill(Math.max(LEAST_SUPPLY, held.size() / SUPPLY_PART));
            List<Integer> reading = new ArrayList<>(held);
            supply.forEach(ends -> reading.add(ends.read()));
            launch(reading);
            present.forEach(pid -> end(marker, pid));
            isReported = false;
        } catch (OsException failure) {
            if (supply.isEmpty()) {
                throw failure;
            }
            report(failure.getMessage());
        } finally {
            held.forEach(Descriptors::close);
        }
    }

    private void report(String reason) {
        if (!isReported) {
            isReported = true;
            complain.accept("the pipes of programs cannot be held while no supervisor runs: " + reason
                    + "; what a program writes directly before it ends is lost then");
        }
    }

    private void fill(int count) {
        try (Arena arena = Arena.ofConfined()) {
            supply.add(Pipes.open(arena));
            while (supply.size() < count) {
                supply.add(Pipes.open(arena));
            }
        } catch (OsException few) {
            if (supply.isEmpty()) {
                throw few;
            }
        }
    }

    private void launch(List<Integer> pipes) {
        Path sleep = SLEEP.stream()
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new OsException("there is no " + SLEEP.getFirst(), Errno.ENOENT));
        int input = Fcntl.create(NativeText.of(marker), Fcntl.O_RDONLY | Fcntl.O_CLOEXEC, MODE);
        int root = Fcntl.open("/", Fcntl.O_PATH | Fcntl.O_CLOEXEC);
        try (Arena arena = Arena.ofConfined()) {
            OsException.check(input, "cannot create " + marker);
            OsException.check(root, "cannot open /");
            PosixSpawn spawn = new PosixSpawn(arena);
            for (int standard = 0; standard < FIRST_PIPE; standard++) {
                spawn.dup2(input, standard);
            }
            spawn.changeDirectory(root);
            move(pipes, spawn);
            spawn.closeFrom(FIRST_PIPE + pipes.size());
            OsException.check(
                    spawn.spawn(sleep.toString(), List.of("sleep", Long.toString(LIFE.toSeconds())), List.of()),
                    "cannot launch " + sleep);
        } finally {
            Descriptors.close(input);
            Descriptors.close(root);
        }
    }

    /** First above all of them, then to where they stay: so none is overwritten before it has been copied. */
    private static void move(List<Integer> pipes, PosixSpawn spawn) {
        int above = 1 + pipes.stream().mapToInt(Integer::intValue).max().orElse(FIRST_PIPE);
        int base = Math.max(above, FIRST_PIPE + pipes.size());
        for (int i = 0; i < pipes.size(); i++) {
            spawn.dup2(pipes.get(i), base + i);
        }
        for (int i = 0; i < pipes.size(); i++) {
            spawn.dup2(base + i, FIRST_PIPE + i);
        }
    }

    /** Closes the supply, which nobody can write to then, so that it is not passed on; the process stays. */
    void close() {
        supply.forEach(ends -> {
            Descriptors.close(ends.read());
            Descriptors.close(ends.write());
        });
        supply.clear();
    }

    /**
     * What the processes hold that an earlier daemon has left. Blocks for a moment.
     *
     * @param marker their standard input
     * @return where a pipe can be opened, by its inode
     */
    public static Map<Long, Path> held(Path marker) {
        return held(processes(marker));
    }

    private static Map<Long, Path> held(List<Integer> pids) {
        Map<Long, Path> held = new HashMap<>();
        for (int pid : pids) {
            for (Path descriptor : Survivors.descriptors(pid)) {
                pipe(descriptor).ifPresent(inode -> held.put(inode, descriptor));
            }
        }
        return held;
    }

    /** Nothing need be held any more: ends all processes with this standard input. */
    public static void end(Path marker) {
        processes(marker).forEach(pid -> end(marker, pid));
    }

    private static void end(Path marker, int pid) {
        int pidfd = SysSignal.pidfdOpen(pid);
        if (pidfd >= 0 && isKeeper(marker, pid)) {
            Processes.signal(pid, pidfd, Signal.KILL);
            SysWait.waitid(SysWait.P_PIDFD, pidfd, SysWait.WEXITED); // returns at once if it is no child of ours
        }
        Descriptors.close(pidfd);
    }

    private static List<Integer> processes(Path marker) {
        return Files.exists(marker)
                ? Survivors.pids().stream().filter(pid -> isKeeper(marker, pid)).toList()
                : List.of();
    }

    /** Files are compared, for a name may be written in many ways; a name with another end need not be. */
    private static boolean isKeeper(Path marker, int pid) {
        Path input = Survivors.fd(pid, 0);
        String end = "/" + NativeText.of(marker.getFileName());
        try {
            return target(input).filter(name -> name.endsWith(end)).isPresent() && Files.isSameFile(input, marker);
        } catch (IOException gone) {
            return false;
        }
    }

    private static Optional<Long> pipe(Path descriptor) {
        return target(descriptor)
                .filter(name -> name.startsWith("pipe:["))
                .map(name -> Long.valueOf(name.substring("pipe:[".length(), name.length() - 1)));
    }

    private static Optional<String> target(Path descriptor) {
        try {
            return Optional.of(NativeText.of(Files.readSymbolicLink(descriptor)));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }
}
