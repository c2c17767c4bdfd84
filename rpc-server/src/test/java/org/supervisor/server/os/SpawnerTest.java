package org.supervisor.server.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.supervisor.server.os.TestProcesses.run;
import static org.supervisor.server.os.TestProcesses.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.supervisor.api.Signal;
import org.supervisor.server.os.SpawnResult.Reason;
import org.supervisor.server.os.SpawnResult.Refused;
import org.supervisor.server.os.SpawnResult.Spawned;
import org.supervisor.server.process.ExitStatus;
import org.supervisor.server.process.ResourceLimits.Resource;

@Tag("children")
class SpawnerTest {
    private static final String NO_SIGNALS = "0000000000000000";
    private static final int ENOENT = 2;

    private final TestProcesses processes = new TestProcesses();

    @TempDir
    Path folder;

    @AfterEach
    void closeProcesses() {
        processes.close();
    }

    @Test
    void launchesKeepTheirOrderBehindALookUpThatTakesLong() throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        CountDownLatch all = new CountDownLatch(3);
        List<String> results = Collections.synchronizedList(new ArrayList<>());
        try (Spawner spawner = new Spawner()) {
            Consumer<SpawnResult> report = result -> {
                switch (result) {
                    case Spawned child -> {
                        closeAndReap(child);
                        results.add("launched");
                    }
                    case Refused refused -> results.add(refused.message());
                }
                all.countDown();
            };
            spawner.spawn(
                    () -> {
                        awaitUninterruptibly(answered);
                        return run("/bin/true").done();
                    },
                    report);
            spawner.spawn(
                    () -> {
                        throw new IOException("env_file is gone");
                    },
                    report);
            spawner.spawn(
                    () -> {
                        throw new UnknownAccount("user", "nobody-of-that-name");
                    },
                    report);
            assertThat(results).isEmpty();
            answered.countDown();
            all.await();
        }
        assertThat(results).hasSize(3).startsWith("launched", "env_file is gone");
        assertThat(results.getLast()).contains("nobody-of-that-name");
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    @Test
    void reportsEveryExitCode() {
        List<Spawned> children = IntStream.range(0, 256)
                .mapToObj(code -> processes.spawn(shell("exit " + code).mergingStderr()))
                .toList();
        List<ExitStatus> statuses = children.stream().map(processes::exit).toList();
        assertThat(statuses)
                .isEqualTo(
                        IntStream.range(0, 256).mapToObj(ExitStatus.Code::new).toList());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 9, 15, 34})
    void reportsWhichSignalEndedAChild(int number) {
        Spawned child = processes.spawn(run("/bin/sleep", "1000"));
        Signal signal = new Signal(number);
        assertThat(Processes.signal(child.pid(), child.pidfd(), signal)).isEqualTo(SignalSent.SENT);
        assertThat(processes.exit(child)).isEqualTo(new ExitStatus.Killed(signal, false));
    }

    @Test
    void aMissingFileIsNamed() {
        Refused refused = processes.refused(run("/no/such/program"));
        assertThat(refused.reason()).isEqualTo(Reason.NO_FILE);
        assertThat(refused.errno()).isEqualTo(ENOENT);
        assertThat(refused.message()).isEqualTo("cannot run '/no/such/program': No such file or directory (ENOENT)");
    }

    @Test
    void aFileBelowAFileIsMissing() {
        assertThat(processes.refused(run("/etc/passwd/program")).reason()).isEqualTo(Reason.NO_FILE);
    }

    @Test
    void aFileWithoutExecutePermissionIsNamed() throws IOException {
        Path file = script("echo hello", "rw-r--r--");
        Refused refused = processes.refused(run(file.toString()));
        assertThat(refused.reason()).isEqualTo(Reason.NOT_EXECUTABLE);
        assertThat(refused.message()).contains(file.toString(), "not executable", "chmod +x");
    }

    @Test
    void aDirectoryIsNoProgram() {
        Refused refused = processes.refused(run(folder.toString()));
        assertThat(refused.reason()).isEqualTo(Reason.IS_DIRECTORY);
        assertThat(refused.message()).contains(folder.toString(), "it is a directory");
    }

    @Test
    void aMissingInterpreterIsNamed() throws IOException {
        Path file = executable("#!/no/such/interpreter -x\n");
        Refused refused = processes.refused(run(file.toString()));
        assertThat(refused.reason()).isEqualTo(Reason.BAD_FORMAT);
        assertThat(refused.message())
                .isEqualTo(
                        "cannot run '" + file + "': its interpreter '/no/such/interpreter -x' does not exist (ENOENT)");
    }

    @Test
    void textIsNoProgram() throws IOException {
        Refused refused = processes.refused(run(executable("hello\n").toString()));
        assertThat(refused.reason()).isEqualTo(Reason.BAD_FORMAT);
        assertThat(refused.message()).contains("neither a program nor a script", "ENOEXEC");
    }

    @Test
    void argumentsBeyondWhatTheKernelTakesAreRefused() {
        Refused refused = processes.refused(run("/bin/true", "x".repeat(1 << 18)));
        assertThat(refused.reason()).isEqualTo(Reason.OTHER);
        assertThat(refused.message()).contains("too large", "E2BIG");
    }

    @Test
    void aMissingDirectoryIsDistinguishedFromAMissingProgram() {
        Refused refused = processes.refused(run("/no/such/program").in("/no/such/folder"));
        assertThat(refused.reason()).isEqualTo(Reason.NO_DIRECTORY);
        assertThat(refused.message())
                .isEqualTo("cannot enter directory '/no/such/folder': No such file or directory (ENOENT)");
    }

    @Test
    void aFileIsNoDirectory() {
        Refused refused = processes.refused(run("/bin/true").in("/etc/passwd"));
        assertThat(refused.reason()).isEqualTo(Reason.NO_DIRECTORY);
        assertThat(refused.message()).contains("/etc/passwd", "ENOTDIR");
    }

    @Test
    void aDirectoryWeMayNotEnterIsDistinguishedFromAProgramWeMayNotRun() throws IOException {
        assumeFalse(Daemon.isRoot());
        Path closed = Files.createDirectory(folder.resolve("closed"));
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rw-------"));
        Refused refused = processes.refused(run("/bin/true").in(closed.toString()));
        assertThat(refused.reason()).isEqualTo(Reason.NO_DIRECTORY);
        assertThat(refused.message()).contains(closed.toString(), "EACCES");
    }

    @Test
    void aChildStartsInItsDirectory() throws IOException {
        assertThat(processes.output(shell("pwd").in(folder.toString()))).isEqualTo(folder.toRealPath() + "\n");
    }

    @Test
    void aRelativeProgramIsLookedUpFromTheDirectory() throws IOException {
        Path file = script("echo found", "rwxr-xr-x");
        assertThat(processes.output(run("./" + file.getFileName()).in(folder.toString())))
                .isEqualTo("found\n");
        assertThat(processes.refused(run("./missing").in(folder.toString())).reason())
                .isEqualTo(Reason.NO_FILE);
    }

    @Test
    void aChildHasItsUmaskAndTheNextHasOurs() {
        String ours = processes.output(shell("umask"));
        assertThat(processes.output(shell("umask").umask(0137))).isEqualTo("0137\n");
        assertThat(processes.output(shell("umask"))).isEqualTo(ours);
    }

    @Test
    void aRefusedLaunchLeavesTheUmaskAsItWas() {
        String ours = processes.output(shell("umask"));
        processes.refused(run("/no/such/program").umask(0137));
        assertThat(processes.output(shell("umask"))).isEqualTo(ours);
    }

    @Test
    void aChildIsAsNiceAsOrderedAndTheNextAsWe() {
        int ours = Integer.parseInt(processes.output(run("/usr/bin/nice")).strip());
        assertThat(processes.output(run("/usr/bin/nice").niceness(3))).isEqualTo(ours + 3 + "\n");
        assertThat(processes.output(run("/usr/bin/nice"))).isEqualTo(ours + "\n");
    }

    @Test
    void nicenessAndUmaskGoTogether() {
        assertThat(processes.output(shell("nice; umask").niceness(19).umask(0111)))
                .isEqualTo("19\n0111\n");
    }

    @Test
    void aChildLeadsAGroupOfItsOwnInOurSession() {
        Spawned child = processes.spawn(shell("cut -d' ' -f5,6 /proc/$$/stat"));
        String ours = processes.output(
                shell("cut -d' ' -f6 /proc/" + ProcessHandle.current().pid() + "/stat"));
        assertThat(processes.readToEnd(child.stdoutFd())).isEqualTo(child.pid() + " " + ours);
    }

    @Test
    void aChildBlocksAndIgnoresNoSignal() {
        String status = processes.output(run("/bin/cat", "/proc/self/status"));
        assertThat(status).contains("SigBlk:\t" + NO_SIGNALS, "SigIgn:\t" + NO_SIGNALS, "SigCgt:\t" + NO_SIGNALS);
    }

    @Test
    void aChildHoldsNoDescriptorOfOurs() {
        // the shell expands the star itself, with one descriptor for the folder
        Spawned child = processes.spawn(shell("cd /proc/$$/fd; echo *"));
        assertThat(processes.readToEnd(child.stdoutFd())).isEqualTo("0 1 2 3\n");
    }

    @Test
    void environmentAndArgumentsArriveUnchanged() {
        TestProcesses.Order order = new TestProcesses.Order(
                "/bin/sh", "own name", "-c", "echo \"$0|$1|$2|$(env -0 | tr '\\0' ' ')\"", "zero", "grüße 🎉", "");
        assertThat(processes.output(order)).startsWith("zero|grüße 🎉||").contains("PATH=/usr/bin:/bin");
    }

    @Test
    void stderrHasAPipeOfItsOwn() {
        Spawned child = processes.spawn(shell("echo out; echo err >&2"));
        assertThat(processes.readToEnd(child.stdoutFd())).isEqualTo("out\n");
        assertThat(processes.readToEnd(child.stderrFd())).isEqualTo("err\n");
    }

    @Test
    void mergedStderrSharesThePipe() {
        Spawned child =
                processes.spawn(shell("echo out; echo err >&2; echo out").mergingStderr());
        assertThat(child.stderrFd()).isEqualTo(-1);
        assertThat(processes.readToEnd(child.stdoutFd())).isEqualTo("out\nerr\nout\n");
    }

    @Test
    void aChildsOwnEndsAreBlocking() {
        String flags = processes.output(shell("for fd in 0 1 2; do grep flags /proc/self/fdinfo/$fd; done"));
        int nonBlocking = 04000;
        assertThat(flags.lines())
                .hasSize(3)
                .allSatisfy(line -> assertThat(
                                Integer.parseInt(line.substring(line.indexOf('\t') + 1), 8) & nonBlocking)
                        .isZero());
    }

    @Test
    void outputIsThereToTheLastByteAfterTheExit() {
        Spawned child = processes.spawn(shell("head -c 60000 /dev/zero | tr '\\0' x"));
        TestProcesses.await("the exit", () -> Processes.peekExit(child.pid(), child.pidfd()));
        assertThat(processes.readToEnd(child.stdoutFd())).hasSize(60_000);
    }

    @Test
    void anExitIsSeenWhileAGrandchildHoldsThePipe() {
        Spawned child = processes.spawn(shell("echo hello; sleep 1000 & exit 3"));
        TestProcesses.await("the exit", () -> Processes.peekExit(child.pid(), child.pidfd()));
        assertThat(processes.readAvailable(child.stdoutFd())).isEqualTo("hello\n");
        assertThat(Processes.signalGroup(child.pid(), Signal.KILL)).isEqualTo(SignalSent.SENT);
        assertThat(processes.readToEnd(child.stdoutFd())).isEmpty();
        assertThat(processes.exit(child)).isEqualTo(new ExitStatus.Code(3));
    }

    @Test
    void stdinStaysOpenAndCanBeWrittenToWhenNeeded() {
        Spawned child = processes.spawn(run("/bin/cat"));
        assertThat(child.stdinFd()).isEqualTo(-1);
        send(child, "one\n");
        processes.readUntil(child.stdoutFd(), "one\n");
        send(child, "two\n");
        processes.readUntil(child.stdoutFd(), "two\n");
        assertThat(Processes.isAlive(child.pid())).isTrue();
    }

    @Test
    void aWantedStdinIsHandedBackAndEndsNeither() {
        Spawned child = processes.spawn(run("/bin/cat").wantingStdin());
        processes.write(child.stdinFd(), "one\n");
        processes.readUntil(child.stdoutFd(), "one\n");
        assertThat(Processes.isAlive(child.pid())).isTrue();
    }

    @Test
    void aChildThatIsNotToSurviveUsReadsTheEndOfItsStdin() {
        Spawned child = processes.spawn(run("/bin/cat").notSurvivingUs());
        processes.write(child.stdinFd(), "one\n");
        processes.readUntil(child.stdoutFd(), "one\n");
        assertThat(processes.exit(processes.closeStdin(child))).isEqualTo(new ExitStatus.Code(0));
    }

    @Test
    void aChildThatIsNotToSurviveUsIsEndedWhenItsOutputIsNotRead() {
        Spawned child = processes.closeStdout(
                processes.spawn(shell("read line; while echo more; do :; done").notSurvivingUs()));
        processes.write(child.stdinFd(), "go\n");
        assertThat(processes.exit(child))
                .isEqualTo(new ExitStatus.Killed(Signal.parse("PIPE").orElseThrow(), false));
    }

    @Test
    void aChildThatIsToSurviveUsNoticesNothing() {
        Spawned child = processes.closeStdout(processes.spawn(
                shell("read line; echo lost; echo more >&2; read line").wantingStdin()));
        processes.write(child.stdinFd(), "go\n");
        processes.closeStdin(child);
        processes.readUntil(child.stderrFd(), "more");
        assertThat(Processes.isAlive(child.pid())).isTrue();
    }

    @Test
    void aChildKeepsItsStdinOpenItselfWhenDescriptorsAreScarce() {
        try (TestProcesses frugal = new TestProcesses(() -> false)) {
            Spawned child = frugal.spawn(run("/bin/cat").notSurvivingUs());
            assertThat(child.stdinFd()).isEqualTo(-1);
            send(child, "one\n");
            frugal.readUntil(child.stdoutFd(), "one\n");
            assertThat(Processes.isAlive(child.pid())).isTrue();
        }
    }

    @Test
    void writingToAStdinThatTheChildClosedIsABrokenPipe() {
        Spawned child =
                processes.spawn(shell("exec 0<&-; echo closed; exec sleep 1000").wantingStdin());
        processes.readUntil(child.stdoutFd(), "closed");
        assertThatThrownBy(() -> processes.write(child.stdinFd(), "x"))
                .isInstanceOf(BrokenPipeException.class)
                .hasMessageContaining("EPIPE");
    }

    @Test
    void writingMoreThanStdinHoldsDoesNotBlock() {
        Spawned child = processes.spawn(run("/bin/sleep", "1000").wantingStdin());
        String page = "x".repeat(1 << 15);
        assertThat(Stream.generate(() -> processes.write(child.stdinFd(), page)).limit(100))
                .contains(1 << 15, Descriptors.WOULD_BLOCK);
    }

    @Test
    void aStdinThatTheChildClosedCannotBeOpened() {
        // the shell stops itself: a program it became would open its libraries as descriptor 0 for a moment
        Spawned child = processes.spawn(shell("exec 0<&-; echo closed; kill -STOP $$"));
        processes.readUntil(child.stdoutFd(), "closed");
        assertThat(Descriptors.openStdinOf(child.pid()))
                .isEqualTo(new ChildStdin.Unavailable(
                        ChildStdin.Reason.CLOSED,
                        "cannot write to the standard input of process " + child.pid() + ": it has closed it"));
    }

    @Test
    void aStdinThatTheChildReplacedIsNotWrittenTo() {
        Spawned child = processes.spawn(shell("exec 0</dev/null; echo replaced; exec sleep 1000"));
        processes.readUntil(child.stdoutFd(), "replaced");
        assertThat(reason(Descriptors.openStdinOf(child.pid()))).isEqualTo(ChildStdin.Reason.CLOSED);
    }

    @Test
    void theStdinOfAProcessThatHasGoneCannotBeOpened() {
        Spawned child = processes.spawn(run("/bin/true"));
        processes.exit(child);
        assertThat(reason(Descriptors.openStdinOf(child.pid()))).isEqualTo(ChildStdin.Reason.GONE);
    }

    @Test
    void rootLaunchesAsAnotherUserWithAllItsGroups() {
        assumeTrue(Daemon.isRoot());
        Account account = new Account("somebody", 12_345, 12_346, List.of(12_346L, 12_347L, 12_348L));
        String status = processes.output(run("/bin/cat", "/proc/self/status").as(account));
        assertThat(status)
                .contains("Uid:\t12345\t12345\t12345\t12345", "Gid:\t12346\t12346\t12346\t12346")
                .contains("Groups:\t12346 12347 12348")
                .contains("CapEff:\t" + NO_SIGNALS);
    }

    @Test
    void onlyRootBecomesAnotherUser() {
        assumeFalse(Daemon.isRoot());
        Refused refused =
                processes.refused(run("/bin/true").as(Accounts.resolve(Optional.of("root"), Optional.empty())));
        assertThat(refused.reason()).isEqualTo(Reason.NO_PERMISSION);
        assertThat(refused.message())
                .contains("'/bin/true' as user 'root'", "only root can run a program as another user");
    }

    @Test
    void anotherUsersChildCanBeWrittenTo() {
        assumeTrue(Daemon.isRoot());
        Spawned child = processes.spawn(run("/bin/cat").as(Accounts.resolve(Optional.of("nobody"), Optional.empty())));
        if (child.stdinFd() >= 0) {
            processes.write(child.stdinFd(), "hello\n");
        } else {
            send(child, "hello\n");
        }
        processes.readUntil(child.stdoutFd(), "hello\n");
    }

    @Test
    void anotherUserCanOpenItsOutputByName() {
        assumeTrue(Daemon.isRoot());
        Account nobody = Accounts.resolve(Optional.of("nobody"), Optional.empty());
        assertThat(processes.output(shell("echo hello >/dev/stdout; echo hello >/dev/stderr")
                        .as(nobody)
                        .mergingStderr()))
                .isEqualTo("hello\nhello\n");
    }

    @Test
    void failuresStayPreciseForAnotherUser() throws IOException {
        assumeTrue(Daemon.isRoot());
        Account nobody = Accounts.resolve(Optional.of("nobody"), Optional.empty());
        assertThat(processes.refused(run("/no/such/program").as(nobody)).reason())
                .isEqualTo(Reason.NO_FILE);
        assertThat(processes.refused(run("/etc").as(nobody)).reason()).isEqualTo(Reason.IS_DIRECTORY);
        assertThat(processes
                        .refused(run(script("x", "rw-r--r--").toString()).as(nobody))
                        .reason())
                .isEqualTo(Reason.NOT_EXECUTABLE);
        assertThat(processes
                        .refused(run("/bin/true").as(nobody).in("/no/such/folder"))
                        .reason())
                .isEqualTo(Reason.NO_DIRECTORY);
    }

    @Test
    void anotherUserStartsNeitherInNorFromAFolderThatItMayNotEnter() throws IOException {
        assumeTrue(Daemon.isRoot(), "only root becomes somebody else");
        Account nobody = Accounts.resolve(Optional.of("nobody"), Optional.empty());
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path secret = Files.createDirectory(
                folder.resolve("secret"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path program = Files.copy(Path.of("/bin/true"), secret.resolve("true"));
        Refused noFolder = processes.refused(run("/bin/true").as(nobody).in(secret.toString()));
        assertThat(noFolder.message()).contains("cannot enter directory '" + secret + "' as user 'nobody'", "EACCES");
        Refused noProgram = processes.refused(run(program.toString()).as(nobody));
        assertThat(noProgram.message()).contains("cannot run '" + program + "' as user 'nobody'", "EACCES");
        assertThat(noProgram.reason()).isEqualTo(Reason.NO_PERMISSION);

        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rwx--x--x"));
        assertThat(processes.exit(
                        processes.spawn(run(program.toString()).as(nobody).in(secret.toString()))))
                .isEqualTo(new ExitStatus.Code(0));
        assertThat(processes.exit(processes.spawn(run("/bin/true").in(secret.toString()))))
                .isEqualTo(new ExitStatus.Code(0));
    }

    @Test
    void ourOwnAccountNeedsNoHelper() {
        // through setpriv the program would be shown its path, not the name that was ordered
        TestProcesses.Order order =
                new TestProcesses.Order("/bin/sh", "own-name", "-c", "tr '\\0' ' ' </proc/$$/cmdline");
        assertThat(processes.output(order.as(Accounts.current()))).startsWith("own-name ");
    }

    @Test
    void withoutPidfdsExitsAreStillReported() {
        try (TestProcesses frugal = new TestProcesses(() -> false)) {
            Spawned child = frugal.spawn(shell("exit 7"));
            assertThat(child.pidfd()).isEqualTo(-1);
            assertThat(frugal.exit(child)).isEqualTo(new ExitStatus.Code(7));
        }
    }

    @Test
    void aStartTimeNamesAProcess() {
        Spawned child = processes.spawn(run("/bin/sleep", "1000"));
        long ticks = Processes.startTicks(child.pid());
        assertThat(ticks).isPositive().isGreaterThanOrEqualTo(Processes.startTicks(Daemon.pid()));
        assertThat(Processes.startTicks(child.pid())).isEqualTo(ticks);
    }

    @Test
    void fiveHundredLaunchesLeaveNoDescriptorBehind() throws InterruptedException {
        processes.exit(processes.spawn(run("/bin/true"))); // what is opened only once is open now
        long before = TestProcesses.openDescriptors();
        int launches = 500;
        AtomicInteger refusals = new AtomicInteger();
        CountDownLatch all = new CountDownLatch(launches);
        try (Spawner spawner = new Spawner()) {
            for (int number = 0; number < launches; number++) {
                TestProcesses.Order order = number % 2 == 0 ? run("/bin/true").wantingStdin() : run("/no/such/program");
                spawner.spawn(order::done, result -> {
                    switch (result) {
                        case Spawned child -> closeAndReap(child);
                        case Refused _ -> refusals.incrementAndGet();
                    }
                    all.countDown();
                });
            }
            assertThat(all.await(60, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(refusals).hasValue(launches / 2);
        assertThat(TestProcesses.openDescriptors()).isLessThanOrEqualTo(before); // the JVM may close some of its own
    }

    private static void closeAndReap(Spawned child) {
        TestProcesses.await(
                "an exit", () -> Processes.reap(child.pid(), child.pidfd()).isPresent());
        Stream.of(child.pidfd(), child.stdinFd(), child.stdoutFd(), child.stderrFd())
                .forEach(Descriptors::close);
    }

    private void send(Spawned child, String text) {
        switch (Descriptors.openStdinOf(child.pid())) {
            case ChildStdin.Open(int fd) -> {
                assertThat(processes.write(fd, text)).isEqualTo(text.length());
                Descriptors.close(fd);
            }
            case ChildStdin.Unavailable unavailable -> throw new AssertionError(unavailable.message());
        }
    }

    private static ChildStdin.Reason reason(ChildStdin result) {
        return switch (result) {
            case ChildStdin.Open _ -> throw new AssertionError("opened");
            case ChildStdin.Unavailable unavailable -> unavailable.reason();
        };
    }

    private Path executable(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("program"), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Path script(String line, String permissions) throws IOException {
        Path file = Files.writeString(folder.resolve("script"), "#!/bin/sh\n" + line + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    @Test
    void aChildHasItsLimitsBeforeItsFirstInstruction() {
        ResourceLimit files = new ResourceLimit(Resource.NOFILE, 40, 50);
        ResourceLimit core = new ResourceLimit(Resource.CORE, 0, 0);
        assertThat(processes.output(shell("ulimit -Sn; ulimit -Hn; ulimit -c; echo $0 $1 'a  b'")
                        .limited(files, core)))
                .startsWith("40\n50\n0\n")
                .endsWith("a  b\n");
        assertThat(processes.output(shell("ulimit -Sn"))).isNotEqualTo("40\n");
    }

    @Test
    void aChildWithLimitsHasThePidThatWasReported() {
        SpawnResult.Spawned child = processes.spawn(shell("echo $$").limited(new ResourceLimit(Resource.CORE, 0, 0)));
        assertThat(processes.readToEnd(child.stdoutFd())).isEqualTo(child.pid() + "\n");
        processes.exit(child);
    }

    @Test
    void aMissingFileIsNamedInSpiteOfLimits() {
        assertThat(processes
                        .refused(run("/no/such/file").limited(new ResourceLimit(Resource.CORE, 0, 0)))
                        .reason())
                .isEqualTo(SpawnResult.Reason.NO_FILE);
    }
}
