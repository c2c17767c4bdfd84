package org.supervisor.server.os;

import java.lang.foreign.Arena;
import java.lang.foreign.SegmentAllocator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.supervisor.server.os.Pipes.Pipe;
import org.supervisor.server.os.SpawnResult.Reason;
import org.supervisor.server.os.SpawnResult.Refused;
import org.supervisor.server.os.SpawnResult.Spawned;

/**
 * Carries out one order, on a thread with a umask of its own.
 *
 * @param order what to launch
 * @param isSparing whether descriptors are saved where it works without: for the exit, for our end of stdin, and for a supply
 *     of pipes
 * @param keeper has pipes that outlive us; empty: nothing does
 */
record Launch(SpawnOrder order, boolean isSparing, Optional<PipeKeeper> keeper) {
    private static final int STDIN = 0;
    private static final int STDOUT = 1;
    private static final int STDERR = 2;
    private static final int NO_PIDFD = -1;

    /** Memory for about a dozen small structures that a launch needs. */
    private static final int PIECE_BYTES = 4096;

    private static final int MOST_OF_PIECE_BYTES = 256;
    private static final List<Path> SETPRIV = List.of(Path.of("/usr/bin/setpriv"), Path.of("/bin/setpriv"));

    /** Carries it out: never throws because of the order or for lack of resources. */
    SpawnResult run() {
        try (Arena arena = Arena.ofConfined()) {
            return launch(inOnePiece(arena));
        } catch (OsException problem) {
            String message = "cannot run '" + order.executable() + "': " + problem.getMessage();
            return new Refused(Executable.reason(problem.errno()), message, problem.errno());
        }
    }

    /** Small structures, which are most, come from memory that is allocated at once. */
    private static SegmentAllocator inOnePiece(Arena arena) {
        SegmentAllocator piece = SegmentAllocator.slicingAllocator(arena.allocate(PIECE_BYTES, Long.BYTES));
        return (bytes, alignment) ->
                bytes <= MOST_OF_PIECE_BYTES ? piece.allocate(bytes, alignment) : arena.allocate(bytes, alignment);
    }

    private SpawnResult launch(SegmentAllocator memory) {
        Optional<Account> become = order.attributes().account().filter(Launch::differs);
        int directory = as(become, () -> openDirectory(memory));
        if (directory < 0 && order.attributes().directory().isPresent()) {
            return noDirectory(-directory, become);
        }
        try (Pipes pipes = new Pipes(memory, keeper.filter(_ -> !isSparing))) {
            Executable executable = new Executable(directory, order.executable());
            Optional<Refused> objection = become.flatMap(account -> objection(account, executable))
                    .or(() -> limits().objection(executable))
                    .or(() -> pidVariable().objection(executable))
                    .or(() -> cgroup().objection(executable));
            return objection.isPresent() ? objection.get() : launch(memory, pipes, executable, become);
        } finally {
            Descriptors.close(directory);
        }
    }

    private SpawnResult launch(SegmentAllocator memory, Pipes pipes, Executable executable, Optional<Account> become) {
        Pipe stdin = stdin(pipes, become.isPresent());
        Pipe stdout = pipes.forOutput(order.stdio().survivesDaemon());
        Pipe stderr = order.stdio().mergeStderr()
                ? Pipe.ABSENT
                : pipes.forOutput(order.stdio().survivesDaemon());
        become.ifPresent(pipes::giveTo);

        PosixSpawn spawn = new PosixSpawn(memory);
        spawn.dup2(order.stdio().stdinFd().orElse(stdin.childs()), STDIN);
        spawn.dup2(stdout.childs(), STDOUT);
        spawn.dup2(order.stdio().mergeStderr() ? stdout.childs() : stderr.childs(), STDERR);
        if (executable.directory() != Fcntl.AT_FDCWD) {
            spawn.changeDirectory(executable.directory());
        }
        spawn.closeFrom(STDERR + 1);

        ProgramFile own = pidVariable().before(new ProgramFile(order.executable(), order.argv()));
        ProgramFile program = cgroup().before(limits().before(
                        become.isPresent() ? own.behind(setpriv().toString(), setpriv(become.get())) : own));
        order.beforeSpawn().ifPresent(listener -> listener.accept(SysStat.inode(stdout.ours())));
        int highest = Math.max(stdout.childs(), stderr.childs());
        int pid = new Inheritance(
                        limits().but(ChildAttributes.current()),
                        order.attributes().umask(),
                        order.mark())
                .during(highest, () -> spawn.spawn(program.path(), program.argv(), order.environment()));
        if (pid < 0) {
            return executable.refusal(-pid);
        }
        pipes.keepOurs();
        return new Spawned(pid, pidfd(pid), stdin.ours(), stdout.ours(), stderr.ours());
    }

    /** A file to execute, and its arguments. */
    record ProgramFile(String path, List<String> argv) {
        /** What to execute so that a tool executes this, and keeps its pid: the path follows the words of the tool. */
        ProgramFile behind(String tool, List<String> words) {
            List<String> all = new ArrayList<>(words);
            all.add(path);
            all.addAll(argv.subList(1, argv.size()));
            return new ProgramFile(tool, all);
        }
    }

    private LimitSetting limits() {
        return new LimitSetting(order.executable(), order.attributes().limits());
    }

    private CgroupPlacement cgroup() {
        return new CgroupPlacement(order.attributes().cgroup());
    }

    private PidVariable pidVariable() {
        return new PidVariable(order.attributes().pidVariable());
    }

    private Pipe stdin(Pipes pipes, boolean becomesAnother) {
        if (order.stdio().stdinFd().isPresent()) {
            return Pipe.ABSENT;
        }
        boolean readsEnd = !order.stdio().survivesDaemon() && !isSparing;
        boolean isKept =
                readsEnd || order.stdio().wantsStdin() || (becomesAnother && !Descriptors.opensStdinOfOthers());
        return isKept ? pipes.forInput(!readsEnd) : pipes.forSilentInput();
    }

    /** A child without a pidfd still lives: its exit is then seen by waitid(2) on its pid. */
    private int pidfd(int pid) {
        return isSparing ? NO_PIDFD : Math.max(SysSignal.pidfdOpen(pid), NO_PIDFD);
    }

    /**
     * A descriptor distinguishes a bad directory from a bad program, and saves this thread a chdir(2) there and back.
     * The dot makes the kernel check now whether we may enter, not only whether it exists.
     */
    private int openDirectory(SegmentAllocator memory) {
        if (order.attributes().directory().isEmpty()) {
            return Fcntl.AT_FDCWD;
        }
        int flags = Fcntl.O_PATH | Fcntl.O_DIRECTORY | Fcntl.O_CLOEXEC;
        return Fcntl.openAt(
                memory, Fcntl.AT_FDCWD, order.attributes().directory().get() + "/.", flags);
    }

    /**
     * A program of another user must not be, or start in, what only root can reach: setpriv(1) keeps root's
     * capabilities until its exec(2) is done, so the kernel would not refuse it by itself.
     */
    private static int as(Optional<Account> become, IntSupplier work) {
        return become.isPresent() && Daemon.isRoot() ? FileSystemIdentity.as(become.get(), work) : work.getAsInt();
    }

    private Refused noDirectory(int errno, Optional<Account> become) {
        String whom = become.map(account -> " as user '" + account.name() + "'").orElse("");
        String message = "cannot enter directory '"
                + order.attributes().directory().orElseThrow() + "'" + whom + ": " + Errno.describe(errno);
        Reason reason = errno == Errno.EMFILE || errno == Errno.ENFILE ? Reason.TOO_MANY_FILES : Reason.NO_DIRECTORY;
        return new Refused(reason, message, errno);
    }

    private static boolean differs(Account account) {
        Account self = Accounts.current();
        return account.uid() != self.uid()
                || account.gid() != self.gid()
                || (Daemon.isRoot() && !account.groups().equals(self.groups()));
    }

    /** Behind setpriv(1) a failure would be an exit status and a line of text, so check before. */
    private Optional<Refused> objection(Account account, Executable executable) {
        String cannot = "cannot run '" + order.executable() + "' as user '" + account.name() + "': ";
        if (!Daemon.isRoot()) {
            String why = "only root can run a program as another user, and the supervisor runs as "
                    + Accounts.current().name();
            return Optional.of(new Refused(Reason.NO_PERMISSION, cannot + why, Errno.EPERM));
        }
        if (SETPRIV.stream().noneMatch(Files::isExecutable)) {
            String why = "this needs " + SETPRIV.getFirst() + "; install util-linux";
            return Optional.of(new Refused(Reason.OTHER, cannot + why, Errno.ENOENT));
        }
        return executable.objection().or(() -> forbidden(account, executable, cannot));
    }

    private static Optional<Refused> forbidden(Account account, Executable executable, String cannot) {
        int result = FileSystemIdentity.as(account, executable::access);
        if (result != -Errno.EACCES) {
            return Optional.empty(); // exec(2) reports everything else
        }
        String why = Errno.describe(Errno.EACCES)
                + "; the user must be allowed to execute it and to enter all folders above it";
        return Optional.of(new Refused(Reason.NO_PERMISSION, cannot + why, Errno.EACCES));
    }

    private static Path setpriv() {
        return SETPRIV.stream().filter(Files::isExecutable).findFirst().orElseThrow();
    }

    private static List<String> setpriv(Account account) {
        String groups =
                String.join(",", account.groups().stream().map(String::valueOf).toList());
        return List.of(
                "setpriv",
                "--reuid=" + account.uid(),
                "--regid=" + account.gid(),
                groups.isEmpty() ? "--clear-groups" : "--groups=" + groups,
                "--");
    }
}
