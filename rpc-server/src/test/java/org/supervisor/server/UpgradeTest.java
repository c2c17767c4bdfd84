package org.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.supervisor.api.LogStream;
import org.supervisor.api.ProcessInfo;
import org.supervisor.api.ProcessState;
import org.supervisor.api.Signal;
import org.supervisor.client.FaultException;
import org.supervisor.client.SupervisorClient;
import org.supervisor.server.os.Daemon;
import org.supervisor.server.os.Processes;

/** The daemon becomes another build of itself in the same process. */
@Tag("children")
class UpgradeTest {
    private static final int NO_PIDFD = -1;
    private static final int UPGRADES = Integer.getInteger("test.upgrades", 3);

    @TempDir
    private Path folder;

    private final int port = DaemonProcess.freePort();
    private final List<Integer> pids = new ArrayList<>();
    private final List<SupervisorClient> clients = new ArrayList<>();
    private DaemonProcess daemon;

    @AfterEach
    void end() {
        clients.forEach(SupervisorClient::close);
        if (daemon != null) {
            daemon.close();
        }
        pids.forEach(pid -> Processes.signal(pid, NO_PIDFD, Signal.KILL));
    }

    private SupervisorClient client(String uri) {
        SupervisorClient client = SupervisorClient.builder()
                .uri(URI.create(uri))
                .requestTimeout(Duration.ofMinutes(2))
                .build();
        clients.add(client);
        return client;
    }

    private SupervisorClient tcp() {
        return client("http://127.0.0.1:" + port + "/RPC2");
    }

    private SupervisorClient unix() {
        return client("unix://" + folder.resolve("s.sock"));
    }

    private Path configure(String... programs) throws IOException {
        Path file = folder.resolve("s.conf");
        Files.writeString(file, """
            [supervisord]
            logfile = %1$s/log
            pidfile = %1$s/pid
            statedir = %1$s/state
            [inet_http_server]
            port = 127.0.0.1:%2$d
            [unix_http_server]
            file = %1$s/s.sock
            [rpcinterface:supervisor]
            supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
            """.formatted(folder, port) + String.join("\n", programs) + "\n");
        return file;
    }

    private void start(String... programs) throws IOException {
        Path file = configure(programs);
        daemon = DaemonProcess.byScript("supervisord", folder, List.of("-n", "-c", file.toString()));
        daemon.until("it has started", () -> starts() == 1);
    }

    private long starts() {
        return log().lines()
                .filter(line -> line.contains("supervisord started with pid " + daemon.pid()))
                .count();
    }

    private String log() {
        Path log = folder.resolve("log");
        return Files.exists(log) ? Programs.text(log) : "";
    }

    private int running(SupervisorClient client, String name) {
        daemon.until(name + " runs", () -> client.supervisor().processInfo(name).state() == ProcessState.RUNNING);
        int pid = client.supervisor().processInfo(name).pid();
        pids.add(pid);
        return pid;
    }

    @Test
    void keepsPidProgramsSocketsAndClients() throws IOException {
        start("""
            [program:asked]
            command = sh -c 'read code; exit $code'
            autorestart = false
            """);
        SupervisorClient tcp = tcp();
        SupervisorClient unix = unix();
        int pid = running(tcp, "asked");
        Optional<Instant> started = unix.supervisor().processInfo("asked").started();
        Object socket = Files.getAttribute(folder.resolve("s.sock"), "unix:ino");
        for (int upgrade = 1; upgrade <= 2; upgrade++) {
            (upgrade == 1 ? tcp : unix).upgrade();
            assertThat(tcp.supervisor().pid()).isEqualTo((int) daemon.pid());
            ProcessInfo info = unix.supervisor().processInfo("asked");
            assertThat(info.pid()).isEqualTo(pid);
            assertThat(info.state()).isEqualTo(ProcessState.RUNNING);
            assertThat(info.started()).isEqualTo(started);
            assertThat(starts()).isEqualTo(upgrade + 1L);
        }
        assertThat(Files.getAttribute(folder.resolve("s.sock"), "unix:ino")).isEqualTo(socket);
        tcp.supervisor().sendProcessStdin("asked", "7\n");
        daemon.until("it has ended", () -> tcp.supervisor().processInfo("asked").state() == ProcessState.EXITED);
        assertThat(tcp.supervisor().processInfo("asked").exitStatus()).isEqualTo(7);
    }

    @Test
    void failsNoCallUnderLoad() throws Exception {
        start("[program:cat]\ncommand = cat\n");
        SupervisorClient operator = unix();
        int pid = running(operator, "cat");
        AtomicBoolean isOver = new AtomicBoolean();
        AtomicInteger calls = new AtomicInteger();
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            List<Future<Void>> load = new ArrayList<>();
            for (int number = 0; number < 2; number++) {
                SupervisorClient keepsTcp = tcp();
                SupervisorClient keepsUnix = unix();
                load.add(threads.submit(repeat(isOver, calls, keepsTcp)));
                load.add(threads.submit(repeat(isOver, calls, keepsUnix)));
                load.add(threads.submit(eachWithItsConnection(isOver, calls)));
            }
            for (int number = 1; number <= UPGRADES; number++) {
                operator.upgrade();
                assertThat(operator.supervisor().processInfo("cat").pid()).isEqualTo(pid);
                int before = calls.get();
                daemon.until("calls are answered", () -> calls.get() > before + 20);
            }
            isOver.set(true);
            for (Future<Void> caller : load) {
                caller.get();
            }
        }
        assertThat(starts()).isEqualTo(UPGRADES + 1L);
    }

    private static Callable<Void> repeat(AtomicBoolean isOver, AtomicInteger calls, SupervisorClient client) {
        return () -> {
            while (!isOver.get()) {
                client.supervisor().allProcessInfo();
                calls.incrementAndGet();
            }
            return null;
        };
    }

    private Callable<Void> eachWithItsConnection(AtomicBoolean isOver, AtomicInteger calls) {
        return () -> {
            while (!isOver.get()) {
                try (SupervisorClient once = SupervisorClient.builder()
                        .uri(URI.create("http://127.0.0.1:" + port + "/RPC2"))
                        .requestTimeout(Duration.ofMinutes(2))
                        .build()) {
                    once.supervisor().state();
                    calls.incrementAndGet();
                }
            }
            return null;
        };
    }

    @Test
    void listenersAndFastCgiProgramsGoOnAndNoEventIsLost() throws IOException {
        start("""
            [eventlistener:ears]
            command = sh -c 'while :; do echo READY; read head; echo "$head" >>%1$s/heard; dd bs=1 count=${head##*len:} of=/dev/null 2>/dev/null; sleep 0.3; printf "RESULT 2\\nOK"; done'
            events = REMOTE_COMMUNICATION, SUPERVISOR_STATE_CHANGE, PROCESS_GROUP
            buffer_size = 100
            [fcgi-program:web]
            command = sleep 1000
            process_name = %%(process_num)d
            numprocs = 2
            socket = unix://%1$s/web.sock
            """.formatted(folder));
        SupervisorClient client = tcp();
        List<Integer> before = List.of(running(client, "ears"), running(client, "web:0"), running(client, "web:1"));
        Object socket = Files.getAttribute(folder.resolve("web.sock"), "unix:ino");
        daemon.until("all at the start is heard", () -> heard("SUPERVISOR_STATE_CHANGE_RUNNING") == 1);
        for (int number = 0; number < 20; number++) {
            client.supervisor().sendRemoteCommEvent("number", Integer.toString(number));
            if (number % 8 == 4) {
                client.upgrade();
            }
        }
        daemon.until("all are heard", () -> heard("REMOTE_COMMUNICATION") == 20);
        assertThat(List.of(running(client, "ears"), running(client, "web:0"), running(client, "web:1")))
                .isEqualTo(before);
        assertThat(heard("SUPERVISOR_STATE_CHANGE_RUNNING")).isEqualTo(1);
        assertThat(heard("SUPERVISOR_STATE_CHANGE_STOPPING")).isZero();
        assertThat(serials()).isSorted().doesNotHaveDuplicates();
        assertThat(Files.getAttribute(folder.resolve("web.sock"), "unix:ino")).isEqualTo(socket);
        client.supervisor().stopProcessGroup("web", true);
        client.supervisor().startProcessGroup("web", true);
        assertThat(running(client, "web:0")).isNotEqualTo(before.get(1));
    }

    private long heard(String event) {
        Path heard = folder.resolve("heard");
        return Files.exists(heard)
                ? Programs.text(heard)
                        .lines()
                        .filter(line -> line.contains("eventname:" + event))
                        .count()
                : 0;
    }

    private List<Integer> serials() {
        return Programs.text(folder.resolve("heard"))
                .lines()
                .filter(line -> line.contains(" serial:"))
                .map(line -> Integer.valueOf(line.replaceAll(".* serial:(\\d+) .*", "$1")))
                .toList();
    }

    @Test
    void aBuildThatCannotBeStartedAfterAllLeavesTheOldOneGoingOn() throws IOException {
        start("[program:cat]\ncommand = cat\n");
        SupervisorClient client = tcp();
        int pid = running(client, "cat");
        Path script = folder.resolve("run");
        Files.writeString(
                script,
                Files.readString(script)
                        .replace("#!/bin/sh\n", "#!/bin/sh\ncase \"$*\" in *--check*) chmod -x \"$0\";; esac\n"));
        client.upgrade();
        assertThat(client.supervisor().processInfo("cat").pid()).isEqualTo(pid);
        assertThat(log()).contains("the new build could not be started, the old one goes on: Permission denied");
        assertThat(client.takeover().orElseThrow().upgradeFailure().orElseThrow())
                .contains("Permission denied");
        DaemonProcess.script("supervisord", folder);
        client.upgrade();
        assertThat(client.takeover().orElseThrow().upgradeFailure()).isEmpty();
        assertThat(client.supervisor().processInfo("cat").pid()).isEqualTo(pid);
        client.supervisor().sendProcessStdin("cat", "hello\n");
        daemon.until(
                "it has echoed",
                () -> client.supervisor()
                        .readProcessLog("cat", LogStream.STDOUT, 0, 0)
                        .equals("hello\n"));
    }

    @Test
    void whatTheStartWouldRefuseIsRefusedBeforeTheOldOneLetsGo() throws IOException {
        start("[program:cat]\ncommand = cat\n");
        SupervisorClient client = tcp();
        int pid = running(client, "cat");
        String good = Files.readString(folder.resolve("s.conf"));
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String taken = "127.0.0.1:" + other.getLocalPort();
            assertThat(refusal(client, good.replace("127.0.0.1:" + port, taken)))
                    .contains("Another program is already listening");
        }
        assertThat(refusal(client, good.replace("s.sock", "missing/s.sock"))).contains("missing");
        if (Daemon.isRoot()) {
            assertThat(refusal(client, good.replace("[supervisord]", "[supervisord]\nuser = nobody")))
                    .contains("Permission denied");
        }
        assertThat(starts()).isEqualTo(1);
        Files.writeString(folder.resolve("s.conf"), good);
        client.upgrade();
        assertThat(client.supervisor().processInfo("cat").pid()).isEqualTo(pid);
        assertThat(starts()).isEqualTo(2);
    }

    private String refusal(SupervisorClient client, String configuration) throws IOException {
        Files.writeString(folder.resolve("s.conf"), configuration);
        FaultException refused = catchThrowableOfType(FaultException.class, client::upgrade);
        assertThat(refused).as(configuration).isNotNull();
        return refused.getMessage();
    }

    @Test
    void aBuildThatRefusesTheConfigurationLeavesTheOldOneRunning() throws IOException {
        start("[program:cat]\ncommand = cat\n");
        SupervisorClient client = tcp();
        int pid = running(client, "cat");
        Files.writeString(folder.resolve("run"), "#!/bin/sh\necho 'no Java here' >&2\nexit 1\n");
        assertThatThrownBy(client::upgrade)
                .isInstanceOf(FaultException.class)
                .hasMessageContaining("the new build cannot be used, the old one goes on: no Java here");
        DaemonProcess.script("supervisord", folder);
        configure("[program:cat]\ncommand = cat\nnumprocs = many\n");
        assertThatThrownBy(client::upgrade).isInstanceOf(FaultException.class).hasMessageContaining("numprocs");
        assertThat(client.supervisor().processInfo("cat").pid()).isEqualTo(pid);
        assertThat(starts()).isEqualTo(1);
        configure("[program:cat]\ncommand = cat\n");
        client.upgrade();
        assertThat(client.supervisor().processInfo("cat").pid()).isEqualTo(pid);
        assertThat(starts()).isEqualTo(2);
    }

    @Test
    void aServerThatCannotBeOpenedAfterTheTrialIsLeftOutAndProgramsRunOn() throws IOException {
        start("[program:cat]\ncommand = cat\n");
        SupervisorClient client = unix();
        int pid = running(client, "cat");
        Path file = folder.resolve("s.conf");
        String good = Files.readString(file);
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            afterTheTrial(good.replace("127.0.0.1:" + port, "127.0.0.1:" + other.getLocalPort()));
            client.upgrade();
            assertThat(client.supervisor().processInfo("cat").pid()).isEqualTo(pid);
            assertThat(log())
                    .contains("goes on without [inet_http_server], because programs run: Another program is already"
                            + " listening");
        }
        Files.writeString(file, good);
        DaemonProcess.script("supervisord", folder);
        client.upgrade();
        assertThat(client.supervisor().processInfo("cat").pid()).isEqualTo(pid); // once it answers
        assertThat(tcp().supervisor().processInfo("cat").pid()).isEqualTo(pid);
        assertThat(starts()).isEqualTo(3);
    }

    /** Changes the configuration once the next build has been tried on the present one. */
    private void afterTheTrial(String configuration) throws IOException {
        Path next = folder.resolve("next.conf");
        Files.writeString(next, configuration);
        Path script = folder.resolve("run");
        Path real = Files.move(script, folder.resolve("run2"));
        Files.writeString(script, """
            #!/bin/sh
            case "$*" in *--check*) ;; *) exec %1$s "$@";; esac
            %1$s "$@"
            status=$?
            cp %2$s %3$s
            exit $status
            """.formatted(real, next, folder.resolve("s.conf")));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void aPidFileThatAnotherProcessHasLockedEndsNoDaemonThatHasPrograms() throws IOException {
        start("[program:cat]\ncommand = cat\n");
        SupervisorClient client = unix();
        int pid = running(client, "cat");
        Path other = folder.resolve("other.pid");
        Files.writeString(other, "1\n");
        try (FileChannel channel = FileChannel.open(other, StandardOpenOption.WRITE);
                FileLock _ = channel.lock()) {
            Path file = folder.resolve("s.conf");
            Files.writeString(file, Files.readString(file).replace("/pid\n", "/other.pid\n"));
            client.upgrade();
            assertThat(client.supervisor().processInfo("cat").pid()).isEqualTo(pid);
            assertThat(starts()).isEqualTo(2);
            assertThat(log()).contains("could not write pidfile " + other);
        }
    }

    @Test
    void whatSomebodyHasRemovedFromTheStateDirectoryIsWrittenAgainBeforeAnUpgrade() throws IOException {
        start("[program:cat]\ncommand = cat\n");
        SupervisorClient client = unix();
        int pid = running(client, "cat");
        Path state = folder.resolve("state");
        Files.delete(state.resolve("journal"));
        client.upgrade();
        assertThat(client.supervisor().processInfo("cat").pid()).isEqualTo(pid);
        Path moved = Files.move(state, folder.resolve("moved"));
        assertThatThrownBy(client::upgrade)
                .isInstanceOf(FaultException.class)
                .hasMessageContaining("the state directory cannot be written");
        Files.createSymbolicLink(state, moved);
        assertThatThrownBy(client::upgrade)
                .isInstanceOf(FaultException.class)
                .hasMessageContaining("it is a symbolic link");
        Files.delete(state);
        Files.move(moved, state);
        client.upgrade();
        assertThat(client.supervisor().processInfo("cat").pid()).isEqualTo(pid);
        assertThat(starts()).isEqualTo(3);
    }
}
