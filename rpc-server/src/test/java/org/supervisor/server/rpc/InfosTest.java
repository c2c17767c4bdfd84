package org.supervisor.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.supervisor.api.ProcessState;
import org.supervisor.api.Signal;
import org.supervisor.server.engine.ConfigView;
import org.supervisor.server.engine.ProcessView;
import org.supervisor.server.process.Backoff;
import org.supervisor.server.process.Dialect;
import org.supervisor.server.process.ExitStatus;
import org.supervisor.server.process.OutputSpec;
import org.supervisor.server.process.ProcessName;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.RestartPolicy;
import org.supervisor.server.process.StartRule;
import org.supervisor.server.process.StopRule;
import org.supervisor.server.process.StreamSpec;

/** The structs that people and dashboards read. */
class InfosTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_795_380_716L, 900_000_000);

    private final ProcessStructs infos = new ProcessStructs();

    /** What a client gets to see. */
    @SuppressWarnings("unchecked")
    private Map<String, Object> answered(ProcessView view, Instant now) throws Exception {
        XmlWriter writer = new XmlWriter();
        writer.response(infos.of(view, now));
        return (Map<String, Object>) RpcEndpointTest.parse(
                StandardCharsets.UTF_8.decode(writer.written()).toString());
    }

    @Test
    void returnsTheNewTimeThoughTheProcessIsTheSame() throws Exception {
        ProcessView view = FakeControl.in(ProcessState.RUNNING, 7, NOW.minusSeconds(57), null, "");
        assertThat(answered(view, NOW)).containsEntry("now", 1_795_380_716);
        assertThat(answered(view, NOW.plusSeconds(1)))
                .containsEntry("now", 1_795_380_717)
                .containsEntry("description", "pid 7, uptime 0:00:58");
    }

    @Test
    void returnsWhatIsTrueNowAndNotWhatWasReturnedBefore() throws Exception {
        assertThat(answered(FakeControl.in(ProcessState.RUNNING, 7, NOW, null, ""), NOW))
                .containsEntry("pid", 7);
        assertThat(answered(FakeControl.in(ProcessState.RUNNING, 8, NOW, null, ""), NOW))
                .containsEntry("pid", 8);
    }

    @Test
    void returnsEverythingAboutAProcess() throws Exception {
        ProcessView view = new ProcessView(
                new ProcessSpec.Builder(new ProcessName("g", "a")).build(),
                ProcessState.RUNNING,
                4711,
                new ProcessView.LastRun(
                        Optional.of(NOW.minusSeconds(57)),
                        Optional.of(NOW.minusSeconds(60)),
                        Optional.of(new ExitStatus.Killed(Signal.TERM, false))),
                "",
                Optional.of(Path.of("/var/log/a.out")),
                Optional.empty());
        assertThat(answered(view, NOW))
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("name", "a"),
                        Map.entry("group", "g"),
                        Map.entry("state", 20),
                        Map.entry("statename", "RUNNING"),
                        Map.entry("pid", 4711),
                        Map.entry("now", 1_795_380_716),
                        Map.entry("start", 1_795_380_659),
                        Map.entry("stop", 1_795_380_656),
                        Map.entry("exitstatus", -1),
                        Map.entry("spawnerr", ""),
                        Map.entry("logfile", "/var/log/a.out"),
                        Map.entry("stdout_logfile", "/var/log/a.out"),
                        Map.entry("stderr_logfile", ""),
                        Map.entry("description", "pid 4711, uptime 0:00:57")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | 0:00:00",
                "-5 | 0:00:00",
                "59 | 0:00:59",
                "3600 | 1:00:00",
                "86399 | 23:59:59",
                "86400 | 1 day, 0:00:00",
                "183845 | 2 days, 3:04:05",
            })
    void showsTheUptimeAsPythonDoes(long seconds, String uptime) throws Exception {
        ProcessView view = FakeControl.in(ProcessState.RUNNING, 7, NOW.minusSeconds(seconds), null, "");
        assertThat(answered(view, NOW)).containsEntry("description", "pid 7, uptime " + uptime);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-22T20:57:31, Nov 22 08:57 PM",
        "2026-01-02T00:05:00, Jan 02 12:05 AM",
        "2026-06-30T12:00:00, Jun 30 12:00 PM",
        "2026-06-30T11:59:59, Jun 30 11:59 AM",
    })
    void showsWhenAProcessEndedInLocalTime(LocalDateTime stopped, String description) throws Exception {
        Instant end = stopped.atZone(ZoneId.systemDefault()).toInstant();
        for (ProcessState state : List.of(ProcessState.STOPPED, ProcessState.EXITED)) {
            ProcessView view = FakeControl.in(state, 0, end.minusSeconds(9), end, "");
            assertThat(answered(view, NOW)).containsEntry("description", description);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "STOPPED | `` | Not started",
                "FATAL | can't find command 'x' | can't find command 'x'",
                "BACKOFF | Exited too quickly | Exited too quickly",
                "FATAL | `` | unknown error (try \"tail web\")",
                "STARTING | `` | ``",
                "STARTING | waits for db | waits for db",
                "STOPPING | Bad exit code 3 | ``",
                "UNKNOWN | `` | ``",
            })
    void describesTheOtherStates(ProcessState state, String spawnError, String description) throws Exception {
        assertThat(answered(FakeControl.in(state, 0, null, null, spawnError), NOW))
                .containsEntry("description", description);
    }

    @Test
    void returnsEverythingAboutAProgram() {
        ProcessSpec spec = new ProcessSpec.Builder(new ProcessName("full", "renamed"))
                .command("/bin/cat", "-u")
                .user("me")
                .directory("/srv")
                .priority(7)
                .autoStart(false)
                .start(new StartRule(
                        Duration.ofSeconds(11), 13, new Backoff.Linear(Duration.ofSeconds(1)), Dialect.SUPERVISORD))
                .stop(new StopRule(Signal.USR1, 1, Duration.ofSeconds(13), true, true, false))
                .restart(RestartPolicy.of(RestartPolicy.When.ALWAYS, List.of(0, 2, 255)))
                .output(new OutputSpec(
                        true,
                        new StreamSpec(
                                new StreamSpec.Log.File(Path.of("/var/log/full.log"), 3 << 20, 4),
                                5120,
                                true,
                                false,
                                false),
                        StreamSpec.DISCARDED,
                        OutputSpec.Format.RAW))
                .serverUrl("http://127.0.0.1:1")
                .build();
        FakeControl control = new FakeControl();
        control.configs.add(new ConfigView(spec, 42, false));
        assertThat(new ConfigInfos(control, _ -> OptionalInt.of(1000)).all())
                .singleElement()
                .isEqualTo(Map.ofEntries(
                        Map.entry("name", "renamed"),
                        Map.entry("group", "full"),
                        Map.entry("inuse", false),
                        Map.entry("group_prio", 42),
                        Map.entry("process_prio", 7),
                        Map.entry("command", "/bin/cat -u"),
                        Map.entry("directory", "/srv"),
                        Map.entry("uid", 1000),
                        Map.entry("serverurl", "http://127.0.0.1:1"),
                        Map.entry("autostart", false),
                        Map.entry("startsecs", 11L),
                        Map.entry("startretries", 12),
                        Map.entry("exitcodes", List.of(0, 2, 255)),
                        Map.entry("stopsignal", 10),
                        Map.entry("stopwaitsecs", 13L),
                        Map.entry("killasgroup", true),
                        Map.entry("redirect_stderr", true),
                        Map.entry("stdout_capture_maxbytes", 5120L),
                        Map.entry("stdout_events_enabled", true),
                        Map.entry("stdout_syslog", false),
                        Map.entry("stdout_logfile", "/var/log/full.log"),
                        Map.entry("stdout_logfile_maxbytes", 3L << 20),
                        Map.entry("stdout_logfile_backups", 4),
                        Map.entry("stderr_capture_maxbytes", 0L),
                        Map.entry("stderr_events_enabled", false),
                        Map.entry("stderr_syslog", false),
                        Map.entry("stderr_logfile", "none"),
                        Map.entry("stderr_logfile_maxbytes", 0L),
                        Map.entry("stderr_logfile_backups", 0)));
    }

    @Test
    void namesAnAutomaticLogOnceItHasAName() {
        ProcessSpec spec = ProcessSpec.builder("web")
                .output(new OutputSpec(
                        false,
                        StreamSpec.to(new StreamSpec.Log.Auto(50 << 20, 10)),
                        StreamSpec.to(new StreamSpec.Log.Auto(50 << 20, 10)),
                        OutputSpec.Format.RAW))
                .build();
        FakeControl control = new FakeControl()
                .with(FakeControl.logging(FakeControl.stopped("web", "web"), Path.of("/tmp/web-stdout.log"), null));
        control.configs.add(new ConfigView(spec, 999, true));
        assertThat(new ConfigInfos(control, _ -> OptionalInt.empty()).all().getFirst())
                .containsEntry("stdout_logfile", "/tmp/web-stdout.log")
                .containsEntry("stderr_logfile", "auto")
                .containsEntry("uid", "none")
                .containsEntry("directory", "none");
    }
}
