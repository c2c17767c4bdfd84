package org.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.supervisor.api.LogLevel;
import org.supervisor.api.ProcessState;
import org.supervisor.api.SupervisorState;
import org.supervisor.server.engine.Engine;
import org.supervisor.server.engine.EngineSettings;
import org.supervisor.server.engine.LinuxKernel;
import org.supervisor.server.output.LogFiles;
import org.supervisor.server.output.MainLog;
import org.supervisor.server.process.GroupSpec;
import org.supervisor.server.process.OutputSpec;
import org.supervisor.server.process.ProcessName;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.ProgramSpec;
import org.supervisor.server.process.ResultHandler;
import org.supervisor.server.process.SocketSpec;
import org.supervisor.server.process.StreamSpec;
import org.supervisor.server.process.TimeSource;

/** Listeners, output and shared sockets, with true children. */
class EventsTest {
    private static final String SLEEPS = "exec sleep 1000";

    /** Writes to a file what it receives: the name of each event, its length and its payload. */
    private static final String LISTENER = "echo READY; while read -r line; do"
            + " payload=$(dd bs=1 count=${line##*len:} 2>/dev/null);"
            + " printf '%s\\n' \"${line##*eventname:} $payload\" >>FILE;"
            + " printf 'RESULT 2\\nOKREADY\\n'; done";

    @TempDir
    private Path folder;

    private final LogFiles files = new LogFiles(TimeSource.SYSTEM);
    private final MainLog log = new MainLog(TimeSource.SYSTEM);
    private Engine engine;
    private Thread loop;

    private void run(LogLevel level, GroupSpec... groups) {
        Path mainLog = folder.resolve("main.log");
        log.open(MainLog.Format.SUPERVISORD, level, Optional.of(files.open(mainLog, 0, 0)), Optional.empty());
        EngineSettings settings = new EngineSettings(
                "here",
                Optional.of(mainLog),
                new EngineSettings.AutoLogFolder(folder, true),
                false,
                new EngineSettings.ChildDefaults(Optional.empty(), System.getenv(), folder),
                Optional.empty(),
                Optional.empty());
        List<GroupSpec> known = List.of(groups);
        engine = new Engine(settings, known, () -> known, log, files, new LinuxKernel());
        engine.prepare();
        loop = Thread.ofPlatform().name("supervisor").start(engine::run);
    }

    @AfterEach
    void end() throws InterruptedException {
        if (engine.control().phase() == SupervisorState.RUNNING) {
            engine.control().shutdown().join();
        }
        loop.join();
        engine.close();
        log.close();
        files.close();
    }

    private static GroupSpec pool(String line, Duration answerTimeout, String... events) {
        ProcessSpec listener =
                Programs.supervisord("ears", line).autoStart(true).build();
        ProgramSpec.Kind kind =
                new ProgramSpec.Kind.Listener(List.of(events), 100, ResultHandler.DEFAULT_NAME, answerTimeout);
        return new GroupSpec("ears", -1, List.of(new ProgramSpec("ears", kind, 1, 0, List.of(listener))));
    }

    private GroupSpec pool(String... events) {
        return pool(LISTENER.replace("FILE", heard().toString()), Duration.ZERO, events);
    }

    private Path heard() {
        return folder.resolve("heard");
    }

    private void awaitHeard(String text) {
        Await.until("the listener hears " + text, () -> Programs.text(heard()).contains(text));
    }

    private String mainLog() {
        return Programs.text(folder.resolve("main.log"));
    }

    @Test
    void publishesEveryTransitionToListeners() {
        run(
                LogLevel.INFO,
                pool("PROCESS_STATE"),
                GroupSpec.of(Programs.supervisord("p", SLEEPS).build()));
        engine.control().start("p", true).join();
        int pid = engine.control().process("p").pid();
        engine.control().stop("p", true).join();
        awaitHeard("PROCESS_STATE_STOPPED");

        String who = "processname:p groupname:p from_state:";
        assertThat(Programs.lines(heard()))
                .filteredOn(line -> line.contains(who))
                .map(line -> line.replaceFirst("^PROCESS_STATE_(\\w+) len:\\d+ ", "$1 "))
                .containsExactly(
                        "STARTING " + who + "STOPPED tries:0",
                        "RUNNING " + who + "STARTING pid:" + pid,
                        "STOPPING " + who + "RUNNING pid:" + pid,
                        "STOPPED " + who + "STOPPING pid:" + pid);
    }

    @Test
    void publishesWhatProgramsAndClientsSendToListeners() {
        StreamSpec stdout = new StreamSpec(new StreamSpec.Log.None(0, 0), 100, true, false, false);
        String line = "echo hello; echo '<!--XSUPERVISOR:BEGIN-->psst<!--XSUPERVISOR:END-->'; " + SLEEPS;
        run(
                LogLevel.INFO,
                pool("PROCESS_LOG", "PROCESS_COMMUNICATION", "REMOTE_COMMUNICATION"),
                GroupSpec.of(Programs.supervisord("p", line)
                        .output(new OutputSpec(true, stdout, stdout, OutputSpec.Format.RAW))
                        .build()));
        engine.control().start("p", true).join();
        int pid = engine.control().process("p").pid();
        engine.control().sendRemoteEvent("kind", "of data").join();

        awaitHeard("processname:p groupname:p pid:" + pid + " channel:stdout\nhello\n");
        awaitHeard("processname:p groupname:p pid:" + pid + "\npsst\n");
        awaitHeard("type:kind\nof data\n");
    }

    @Test
    void reportsAListenerThatBreaksTheProtocol() {
        run(LogLevel.INFO, pool("echo NONSENSE; " + SLEEPS, Duration.ZERO, "EVENT"));

        Await.until("the report", () -> mainLog().contains("WARN ears: "));
        assertThat(mainLog())
                .contains("UNKNOWN state")
                .contains("WARN ears: has entered the UNKNOWN state and will no longer receive events")
                .contains("got 'NONSENSE\\n'");
        assertThat(engine.control().remarks().join()).singleElement().satisfies(remark -> {
            assertThat(remark.name()).isEqualTo("ears");
            assertThat(remark.text()).startsWith("gets no events until it is restarted");
        });
        assertThat(engine.control().process("ears").state()).isEqualTo(ProcessState.RUNNING);
    }

    @Test
    void restartsAListenerThatDoesNotAnswerInTime() {
        Path first = folder.resolve("first");
        String once = "echo READY; [ -e MARK ] || { touch MARK; exec sleep 1000; }; ".replace("MARK", first.toString());
        String line = once + LISTENER.replace("echo READY; ", "").replace("FILE", heard().toString());
        run(LogLevel.INFO, pool(line, Duration.ofMillis(300), "REMOTE_COMMUNICATION"));
        engine.control().sendRemoteEvent("x", "heard by the second").join();

        awaitHeard("heard by the second");
        assertThat(mainLog()).contains("ears: has not answered").contains("exited: ears (terminated by SIGKILL");
    }

    @Test
    void aGrandchildDoesNotSpeakForAListenerThatHasGone() {
        Path go = folder.resolve("go");
        Path done = folder.resolve("done");
        String line =
                "[ -e FIRST ] || { touch FIRST; (until [ -e GO ]; do sleep 0.01; done; echo NONSENSE; touch DONE) &"
                                .replace("FIRST", folder.resolve("first").toString())
                                .replace("GO", go.toString())
                                .replace("DONE", done.toString())
                        + " exit 0; }; " + LISTENER.replace("FILE", heard().toString());
        run(LogLevel.INFO, pool(line, Duration.ZERO, "REMOTE_COMMUNICATION"));
        engine.control().sendRemoteEvent("x", "one").join();
        awaitHeard("one");
        create(go);
        Await.until("the grandchild has spoken", () -> Files.exists(done));
        engine.control().sendRemoteEvent("x", "two").join();

        awaitHeard("two");
        assertThat(mainLog()).doesNotContain("UNKNOWN");
    }

    @Test
    void showsOutputInTheMainLogAtDebug() {
        run(
                LogLevel.DEBUG,
                GroupSpec.of(Programs.supervisord("p", "echo hello; " + SLEEPS).build()));
        engine.control().start("p", true).join();

        Await.until("the copy", () -> mainLog().contains("DEBG 'p' stdout output:\nhello\n"));
    }

    @Test
    void aChildThatNeverStopsWritingDelaysNoOther() {
        Path quiet = folder.resolve("quiet");
        run(
                LogLevel.INFO,
                GroupSpec.of(Programs.supervisord("chatty", "exec yes").build()),
                GroupSpec.of(Programs.supervisord("quiet", "i=0; while :; do i=$((i+1)); echo $i; sleep 0.01; done")
                        .output(Programs.rawTo(quiet))
                        .build()));
        engine.control().startAll(true).join();

        Await.until("the quiet one is heard", () -> Programs.text(quiet).contains("\n50\n"));
        engine.control().stopAll(true).join();
        assertThat(engine.control().process("chatty").state()).isEqualTo(ProcessState.STOPPED);
    }

    @Test
    void aChildWaitsForALogThatIsReadSlowlyAndLosesNothing() throws IOException {
        int size = 8_000_000;
        Path fifo = folder.resolve("fifo");
        run(
                LogLevel.INFO,
                GroupSpec.of(Programs.perl("mkfifo", "mkfifo " + fifo).build()),
                GroupSpec.of(Programs.perl("writer", "exec head -c " + size + " /dev/zero")
                        .output(Programs.rawTo(fifo))
                        .autoRestart(false)
                        .build()));
        engine.control().ensureStarted("mkfifo").join();
        Await.until("the FIFO is there", () -> Files.exists(fifo));
        engine.control().start("writer", false).join();
        Path account = Path.of(
                "/proc", Integer.toString(engine.control().process("writer").pid()), "io");
        Await.until("much waits", () -> written(account) > size / 8);

        try (InputStream reader = Files.newInputStream(fifo)) {
            for (int left = size; left > 0; ) {
                byte[] bytes = reader.readNBytes(Math.min(left, 1 << 16));
                assertThat(bytes).as("after " + (size - left)).isNotEmpty().isEqualTo(new byte[bytes.length]);
                left -= bytes.length;
            }
        }
    }

    /** How much a process has written; all of it once it has gone. */
    private static long written(Path account) {
        return Programs.lines(account).stream()
                .filter(line -> line.startsWith("wchar: "))
                .mapToLong(line -> Long.parseLong(line.substring("wchar: ".length())))
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }

    @Test
    void aSharedSocketLivesAsLongAsAChildThatUsesIt() {
        Path path = folder.resolve("s");
        String url = "unix://" + path;
        run(LogLevel.INFO, fastCgi(path, "a", "b"));
        Await.until("the trial", () -> occurrences("Closing socket " + url) == 1);
        assertThat(occurrences("Creating socket " + url)).isEqualTo(1);
        engine.control().startGroup("web", true).join();
        assertThat(stdin("web:a")).startsWith("socket:").isEqualTo(stdin("web:b"));
        assertThatThrownBy(() -> engine.control()
                        .sendStdin("web:a", "x".getBytes(StandardCharsets.UTF_8))
                        .join())
                .hasMessageContaining("NO_FILE");
        engine.control().stop("web:a", true).join();
        assertThat(occurrences("Closing socket " + url)).isEqualTo(1);
        engine.control().stop("web:b", true).join();

        assertThat(occurrences("Creating socket " + url)).isEqualTo(2);
        assertThat(occurrences("Closing socket " + url)).isEqualTo(2);
    }

    @Test
    void reportsAtOnceThatASharedSocketCannotBeCreated() {
        Path path = folder.resolve("nowhere/s");
        String url = "unix://" + path;
        run(LogLevel.INFO, fastCgi(path, "a"));

        Await.until("the report", () -> mainLog().contains("ERRO Could not create FastCGI socket " + url + ": "));
        engine.control().start("web:a", false).exceptionally(_ -> null).join();
        Await.until(
                "the reason",
                () -> engine.control().process("web:a").spawnError().contains("FastCGI socket " + url));
    }

    private static GroupSpec fastCgi(Path path, String... processes) {
        List<ProcessSpec> members = Arrays.stream(processes)
                .map(name -> new ProcessSpec.Builder(new ProcessName("web", name))
                        .program("web")
                        .shell(SLEEPS)
                        .autoStart(false)
                        .start(Programs.supervisord("x", SLEEPS).build().start())
                        .build())
                .toList();
        ProgramSpec program = new ProgramSpec(
                "web", new ProgramSpec.Kind.FastCgi(new SocketSpec.Unix(path.toString())), members.size(), 0, members);
        return new GroupSpec("web", 999, List.of(program));
    }

    private String stdin(String namespec) {
        try {
            Path link = Path.of(
                    "/proc", Integer.toString(engine.control().process(namespec).pid()), "fd/0");
            return Files.readSymbolicLink(link).toString();
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    private long occurrences(String text) {
        return mainLog().lines().filter(line -> line.endsWith(text)).count();
    }

    private static void create(Path file) {
        try {
            Files.createFile(file);
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }
}
