package org.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.supervisor.api.HistoryEntry;
import org.supervisor.api.LogStream;
import org.supervisor.api.ProcessInfo;
import org.supervisor.api.ProcessState;
import org.supervisor.api.Signal;
import org.supervisor.api.StreamAccount;
import org.supervisor.api.Takeover;
import org.supervisor.client.SupervisorClient;
import org.supervisor.server.os.Processes;

/** The daemon is killed; what the next one finds, and does. */
@Tag("children")
class SurvivalTest {
    private static final int NO_PIDFD = -1;

    @TempDir
    private Path folder;

    private final int port = DaemonProcess.freePort();
    private final List<Integer> pids = new ArrayList<>();
    private DaemonProcess daemon;
    private SupervisorClient client;

    @BeforeEach
    void connect() {
        client = SupervisorClient.builder()
                .uri(URI.create("http://127.0.0.1:" + port + "/RPC2"))
                .build();
    }

    @AfterEach
    void end() {
        client.close();
        if (daemon != null) {
            daemon.close();
        }
        pids.forEach(pid -> Processes.signal(pid, NO_PIDFD, Signal.KILL));
    }

    private void start(String more, String... programs) throws IOException {
        Path file = folder.resolve("s.conf");
        Files.writeString(file, """
            [supervisord]
            logfile = %1$s/log
            pidfile = %1$s/pid
            statedir = %1$s/state
            %3$s
            [inet_http_server]
            port = 127.0.0.1:%2$d
            [rpcinterface:supervisor]
            supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
            """.formatted(folder, port, more) + String.join("\n", programs) + "\n");
        long starts = starts();
        daemon = new DaemonProcess("supervisord", folder, List.of("-n", "-c", file.toString()));
        daemon.until("it has started", () -> starts() > starts);
    }

    private long starts() {
        return log().lines()
                .filter(line -> line.contains("supervisord started with pid"))
                .count();
    }

    private void kill() {
        daemon.signal(Signal.KILL);
        daemon.exitStatus();
    }

    private String log() {
        Path log = folder.resolve("log");
        return Files.exists(log) ? Programs.text(log) : "";
    }

    private ProcessInfo info(String name) {
        return client.supervisor().processInfo(name);
    }

    private int running(String name) {
        daemon.until(name + " runs", () -> info(name).state() == ProcessState.RUNNING);
        int pid = info(name).pid();
        pids.add(pid);
        return pid;
    }

    @Test
    void takesOverWhatRunsAndLosesNothingThatIsWrittenMeanwhile() throws IOException {
        String program = """
            [program:count]
            command = sh -c 'i=0; while [ $i -lt 300 ]; do echo $i; i=$((i+1)); sleep 0.01; done; exec sleep 1000'
            stdout_logfile = %s/count.log
            """.formatted(folder);
        start("", program);
        int pid = running("count");
        Optional<Instant> started = info("count").started();
        Path count = folder.resolve("count.log");
        daemon.until("it has written", () -> Programs.text(count).contains("20\n"));
        client.detach();
        assertThat(daemon.exitStatus()).isZero();
        start("", program);
        assertThat(info("count").pid()).isEqualTo(pid);
        assertThat(info("count").state()).isEqualTo(ProcessState.RUNNING);
        assertThat(info("count").started()).isEqualTo(started);
        daemon.until("it has written all", () -> Programs.text(count).endsWith("299\n"));
        assertThat(Programs.text(count))
                .isEqualTo(IntStream.range(0, 300).mapToObj(i -> i + "\n").collect(Collectors.joining()));
        assertThat(client.explain("count").getFirst().cause()).startsWith("its process was found running");
    }

    @Test
    void afterAKillIntentLastsAndWhatHasEndedMeanwhileIsStartedAgain() throws IOException {
        String programs = """
            [program:stays]
            command = cat
            [program:ends]
            command = sleep 1000
            [program:held]
            command = sleep 1000
            [program:manual]
            command = sleep 1000
            autostart = false
            """;
        start("", programs);
        int stays = running("stays");
        int ends = running("ends");
        running("held");
        client.supervisor().stopProcess("held");
        client.supervisor().startProcess("manual");
        int manual = running("manual");
        kill();
        Processes.signal(ends, NO_PIDFD, Signal.KILL);
        Await.until("it has ended", () -> !Processes.isAlive(ends));
        start("", programs);
        assertThat(running("ends")).isNotEqualTo(ends);
        assertThat(log()).contains("exited: ends (exit status unknown; not expected)");
        assertThat(info("stays").pid()).isEqualTo(stays);
        assertThat(info("manual").pid()).isEqualTo(manual);
        assertThat(info("held").state()).isEqualTo(ProcessState.STOPPED);
        client.supervisor().sendProcessStdin("stays", "hello\n");
        daemon.until(
                "it has echoed",
                () -> client.supervisor()
                        .readProcessLog("stays", LogStream.STDOUT, 0, 0)
                        .equals("hello\n"));
        client.supervisor().stopProcess("stays");
        assertThat(info("stays").state()).isEqualTo(ProcessState.STOPPED);
    }

    @Test
    void aProgramThatGetsReadyReportsToTheNextDaemon() throws IOException {
        Path flag = folder.resolve("flag");
        Path script = folder.resolve("p.py");
        Files.writeString(script, """
            import os, socket, time
            s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            s.sendto(b'STATUS=begins', os.environ['NOTIFY_SOCKET'])
            while not os.path.exists('%s'):
                time.sleep(0.01)
            s.sendto(b'STATUS=works\\nREADY=1', os.environ['NOTIFY_SOCKET'])
            time.sleep(1000)
            """.formatted(flag));
        String program = """
            [program:p]
            command = python3 %s
            ready = notify
            """.formatted(script);
        start("", program);
        daemon.until("it begins", () -> info("p").description().endsWith("its status: begins"));
        int pid = info("p").pid();
        pids.add(pid);
        kill();
        start("", program);
        assertThat(info("p").state()).isEqualTo(ProcessState.STARTING);
        Files.createFile(flag);
        assertThat(running("p")).isEqualTo(pid);
        daemon.until(
                "its status is known", () -> "works".equals(client.info("p").get("status")));
    }

    @Test
    void theExitOfAProgramThatWasTakenOverIsSeen() throws IOException {
        String program = """
            [program:asked]
            command = sh -c 'read code; exit $code'
            autorestart = false
            """;
        start("", program);
        int pid = running("asked");
        kill();
        start("", program);
        assertThat(info("asked").pid()).isEqualTo(pid);
        client.supervisor().sendProcessStdin("asked", "7\n");
        daemon.until("it has ended", () -> info("asked").state() == ProcessState.EXITED);
        assertThat(info("asked").exitStatus()).isIn(7, -1); // where the kernel reports it, or unknown
    }

    @Test
    void whatHasLeftTheConfigurationIsStoppedByTheRuleItHad() throws IOException {
        String gone = """
            [program:gone]
            command = sh -c 'trap "echo bye >%s/bye; exit" USR1; while :; do sleep 0.05; done'
            stopsignal = USR1
            """.formatted(folder);
        String stays = "[program:stays]\ncommand = sleep 1000\n";
        start("", gone, stays);
        int pid = running("gone");
        int other = running("stays");
        kill();
        start("", stays);
        daemon.until("it is gone", () -> !Processes.isAlive(pid));
        assertThat(folder.resolve("bye")).exists();
        assertThat(info("stays").pid()).isEqualTo(other);
    }

    @Test
    void whatHasLeftTheConfigurationGetsEachOfItsStopSignalsWithItsTime() throws IOException {
        Path signals = folder.resolve("signals");
        start("", """
            [program:gone]
            command = sh -c 'trap "echo HUP" HUP; trap "echo INT; exit 0" INT; echo up; while :; do sleep 0.1; done'
            stop_signals = HUP 1s, INT 1000s
            stdout_logfile = %s
            """.formatted(signals));
        int gone = running("gone");
        daemon.until("it has its traps", () -> Programs.text(signals).contains("up"));
        kill();
        start("");
        Await.until("it was stopped", () -> log().contains("stopped: 'gone'"));
        assertThat(Processes.isAlive(gone)).isFalse();
        assertThat(log()).doesNotContain("killing 'gone'");
    }

    @Test
    void aLeftoverHasItsTimeWhenTheDaemonEndsMeanwhile() throws IOException {
        Path ended = folder.resolve("ended");
        start("", """
            [program:gone]
            command = sh -c 'trap "sleep 1; echo ended > %1$s; exit 0" TERM; > %1$s; while :; do sleep 0.1; done'
            stopwaitsecs = 1000
            stdout_logfile = NONE
            """.formatted(ended));
        int gone = running("gone");
        daemon.until("it has its trap", () -> Files.exists(ended));
        kill();
        start("");
        client.supervisor().shutdown();
        assertThat(daemon.exitStatus()).isZero();
        assertThat(Processes.isAlive(gone)).isFalse();
        assertThat(Programs.text(ended)).isEqualTo("ended\n");
        assertThat(folder.resolve("state")).doesNotExist();
    }

    @Test
    void aLeftoverThatDoesNotEndInItsTimeIsKilledWhenTheDaemonEnds() throws IOException {
        start("", """
            [program:gone]
            command = sh -c 'trap "" TERM; while :; do sleep 0.1; done'
            stopwaitsecs = 1
            """);
        int gone = running("gone");
        kill();
        start("");
        daemon.signal(Signal.TERM);
        assertThat(daemon.exitStatus()).isZero();
        assertThat(Processes.isAlive(gone)).isFalse();
    }

    @Test
    void listenersAreStoppedAndStartedAgain() throws IOException {
        String programs = """
            [eventlistener:ears]
            command = sh -c 'echo READY; exec sleep 1000'
            events = TICK_60
            """;
        start("", programs);
        int before = running("ears");
        kill();
        start("", programs);
        assertThat(running("ears")).isNotEqualTo(before);
        assertThat(Processes.isAlive(before)).isFalse();
        assertThat(log()).doesNotContain("FATAL", "BACKOFF", "spawnerr");
    }

    @Test
    void fastCgiProgramsGoOnWithTheirSocket() throws IOException {
        String programs = """
            [fcgi-program:web]
            command = sleep 1000
            process_name = %%(process_num)d
            numprocs = 2
            socket = unix://%1$s/web.sock
            [fcgi-program:net]
            command = sleep 1000
            socket = tcp://127.0.0.1:%2$d
            """.formatted(folder, DaemonProcess.freePort());
        start("", programs);
        List<Integer> before = List.of(running("web:0"), running("web:1"), running("net"));
        Object socket = Files.getAttribute(folder.resolve("web.sock"), "unix:ino");
        for (int kills = 0; kills < 2; kills++) {
            kill();
            start("", programs);
            assertThat(List.of(running("web:0"), running("web:1"), running("net")))
                    .isEqualTo(before);
        }
        assertThat(Files.getAttribute(folder.resolve("web.sock"), "unix:ino")).isEqualTo(socket);
        client.supervisor().stopProcess("web:1", true);
        client.supervisor().startProcess("web:1", true);
        assertThat(socketOf(running("web:1"))).isEqualTo(socketOf(before.getFirst()));
        client.supervisor().stopProcess("net", true);
        client.supervisor().startProcess("net", true);
        assertThat(running("net")).isNotEqualTo(before.getLast());
        assertThat(log()).doesNotContain("FATAL", "BACKOFF", "spawnerr", "cannot listen");
    }

    private static Path socketOf(int pid) throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/" + pid + "/fd/0"));
    }

    @Test
    void withoutAdoptionProgramsReadTheEndAndLeftoversAreStoppedBeforeTheirSuccessorsStart() throws IOException {
        String programs = """
            [program:cat]
            command = cat
            [program:sleep]
            command = sleep 1000
            """;
        start("adopt = false", programs);
        int cat = running("cat");
        int sleep = running("sleep");
        kill();
        Await.until("cat has read the end", () -> !Processes.isAlive(cat));
        assertThat(Processes.isAlive(sleep)).isTrue();
        start("adopt = false", programs);
        assertThat(running("sleep")).isNotEqualTo(sleep);
        assertThat(Processes.isAlive(sleep)).isFalse();
        assertThat(log())
                .contains("stopping: 'sleep' with pid " + sleep + ", which an earlier supervisor has launched");
    }

    @Test
    void whatAProgramWritesWhileTheNextDaemonStopsItIsLogged() throws IOException {
        String program = """
            [program:a]
            command = sh -c 'trap "echo bye; exit 0" TERM; echo hello; while :; do sleep 0.1; done'
            stdout_logfile = %s/out
            """.formatted(folder);
        start("", program);
        int pid = running("a");
        Await.until(
                "it waits for TERM", () -> Programs.text(folder.resolve("out")).equals("hello\n"));
        kill();
        start("adopt = false", program);
        assertThat(running("a")).isNotEqualTo(pid);
        Await.until("all is logged", () -> Programs.text(folder.resolve("out")).equals("hello\nbye\nhello\n"));
    }

    @Test
    void aSecondDaemonThatIsToHaveTheSameStateDirectoryIsRefused() throws IOException {
        start("", "[program:a]\ncommand = sleep 1000\n");
        Path other = Files.createDirectory(folder.resolve("other"));
        Path file = other.resolve("o.conf");
        Files.writeString(file, "[supervisord]\nstatedir = %s/state\nlogfile = %s/log\n".formatted(folder, other));
        try (DaemonProcess second = new DaemonProcess("supervisord", other, List.of("-n", "-c", file.toString()))) {
            assertThat(second.exitStatus()).isEqualTo(2);
            assertThat(second.stderr())
                    .contains("already running with pid " + daemon.pid(), "holds the state directory " + folder);
        }
    }

    @Test
    void aFullStopLeavesNothingSoThatAutostartDecidesAgain() throws IOException {
        String program = "[program:a]\ncommand = sleep 1000\n";
        start("", program);
        running("a");
        client.supervisor().stopProcess("a");
        daemon.close();
        assertThat(folder.resolve("state")).doesNotExist();
        start("", program);
        running("a");
    }

    @Test
    void aLeftoverThatDoesNotEndIsKnownToEachNextDaemonSoThatNoTwinStarts() throws IOException {
        String listener = """
            [eventlistener:ears]
            command = sh -c 'trap "" TERM; echo READY; while :; do sleep 1; done'
            events = TICK_3600
            stopwaitsecs = 1000
            """;
        start("", listener);
        int first = running("ears");
        kill();
        for (int daemons = 0; daemons < 2; daemons++) {
            start("", listener);
            assertThat(info("ears").state()).isEqualTo(ProcessState.STARTING);
            assertThat(info("ears").pid()).isZero();
            assertThat(Processes.isAlive(first)).isTrue();
            kill();
        }
        start("", listener);
        Processes.signal(first, NO_PIDFD, Signal.KILL);
        assertThat(running("ears")).isNotEqualTo(first);
        kill(); // for it does not end by itself
    }

    @Test
    void whatHappenedBeforeIsStillExplained() throws IOException {
        String program = """
            [program:fails]
            command = sh -c 'echo last words; sleep 0.1; exit 3'
            autorestart = false
            startsecs = 0
            [program:stays]
            command = sleep 1000
            """;
        start("", program);
        running("stays");
        daemon.until("it has failed", () -> info("fails").state() == ProcessState.EXITED);
        List<HistoryEntry> before = client.explain("fails");
        kill();
        start("", program);
        List<HistoryEntry> after = client.explain("fails");
        assertThat(after).endsWith(before.toArray(new HistoryEntry[0]));
        assertThat(before.getFirst().stdout()).isEqualTo("last words");
        Takeover takeover = client.takeover().orElseThrow();
        assertThat(takeover.adopted()).isEqualTo(1);
        assertThat(takeover.ended()).isZero();
        assertThat(takeover.lastNote()).isBeforeOrEqualTo(takeover.when());
        assertThat(log())
                .contains("took over from an earlier supervisor: 1 adopted, 0 ended meanwhile, 0 to be stopped");
    }

    @Test
    void byteCountsGoOnAfterAKill() throws IOException {
        String programs = """
            [program:raw]
            command = sh -c 'echo first; exec cat'
            stdout_logfile = %1$s/raw.log
            redirect_stderr = true
            [program:lines]
            command = sh -c 'echo first; echo wrong >&2; exec cat'
            stdout_logfile = %1$s/lines.log
            stderr_logfile = NONE
            log_format = prefixed
            """.formatted(folder);
        start("", programs);
        running("raw");
        running("lines");
        daemon.until(
                "all is counted",
                () -> read("raw", LogStream.STDOUT) == 6
                        && read("lines", LogStream.STDOUT) == 6
                        && read("lines", LogStream.STDERR) == 6);
        kill();
        start("", programs);
        assertThat(read("raw", LogStream.STDOUT)).isEqualTo(6);
        assertThat(read("lines", LogStream.STDERR)).isEqualTo(6);
        client.supervisor().sendProcessStdin("raw", "12345\n");
        client.supervisor().sendProcessStdin("lines", "12345\n");
        daemon.until(
                "both are counted", () -> read("raw", LogStream.STDOUT) == 12 && read("lines", LogStream.STDOUT) == 12);
        StreamAccount account = account("lines", LogStream.STDOUT);
        assertThat(account.written()).isEqualTo(12);
        client.supervisor().shutdown();
        assertThat(daemon.exitStatus()).isZero();
        assertThat(folder.resolve("state")).doesNotExist();
    }

    private long read(String name, LogStream stream) {
        return account(name, stream).read();
    }

    private StreamAccount account(String name, LogStream stream) {
        return client.account(name).stream()
                .filter(account -> account.stream() == stream)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aProgramThatWasChangedMeanwhileRunsOnUntilUpdate() throws IOException {
        String same = "[program:same]\ncommand = sleep 1000\n";
        start("", same, "[program:other]\ncommand = sleep 1000\n");
        int kept = running("same");
        int old = running("other");
        kill();
        start("", same, "[program:other]\ncommand = sleep 2000\n");
        assertThat(running("other")).isEqualTo(old);
        assertThat(client.explain("other").getFirst().cause()).contains("its section has changed");
        assertThat(client.supervisor().reloadConfig().changed()).containsExactly("other");
        kill();
        start("", same, "[program:other]\ncommand = sleep 2000\n");
        assertThat(client.supervisor().reloadConfig().changed()).containsExactly("other");
        client.supervisor().stopProcess("other");
        client.supervisor().startProcess("other");
        assertThat(client.supervisor().reloadConfig().changed()).isEmpty();
        assertThat(running("same")).isEqualTo(kept);
    }

    @Test
    void aProgramWhoseLogCannotBeOpenedRunsOn() throws IOException {
        Path log = folder.resolve("a.log");
        String program = "[program:a]\ncommand = sleep 1000\nstdout_logfile = " + log + "\n";
        start("", program);
        int pid = running("a");
        kill();
        Files.delete(log);
        Files.createDirectory(log);
        start("", program);
        assertThat(running("a")).isEqualTo(pid);
    }

    @Test
    void whatAProgramWroteBeforeItEndedWhileNoDaemonRanIsLogged() throws IOException {
        Path go = folder.resolve("go");
        String program = """
            [program:a]
            command = sh -c 'echo begun; while ! test -e %1$s; do sleep 0.05; done; echo last; echo words >&2; exit 7'
            stdout_logfile = %2$s/a.log
            stderr_logfile = %2$s/a.err
            autorestart = false
            """.formatted(go, folder);
        start("", program);
        int pid = running("a");
        daemon.until(
                "it has begun", () -> Programs.text(folder.resolve("a.log")).equals("begun\n"));
        kill();
        Files.createFile(go);
        Await.until("it has ended", () -> !Processes.isAlive(pid));
        start("", program);
        daemon.until("its end is noticed", () -> info("a").state() == ProcessState.EXITED);
        assertThat(Programs.text(folder.resolve("a.log"))).isEqualTo("begun\nlast\n");
        assertThat(Programs.text(folder.resolve("a.err"))).isEqualTo("words\n");
        assertThat(holders()).hasSize(1);
        daemon.close();
        assertThat(holders()).isEmpty();
    }

    /** The processes that hold pipes for this daemon's state directory. */
    private List<Path> holders() throws IOException {
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            List<Path> holders = new ArrayList<>();
            for (Path process : processes) {
                Path input = process.resolve("fd/0");
                if (isLinkTo(input, folder.resolve("state/keeper"))) {
                    holders.add(process);
                }
            }
            return holders;
        }
    }

    private static boolean isLinkTo(Path link, Path target) {
        try {
            return Files.readSymbolicLink(link).equals(target);
        } catch (IOException gone) {
            return false;
        }
    }
}
