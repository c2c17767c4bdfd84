package org.supervisor.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.supervisor.api.Signal;
import org.supervisor.server.config.Overrides.Option;
import org.supervisor.server.process.Backoff;
import org.supervisor.server.process.Command;
import org.supervisor.server.process.CrashLoopFloor;
import org.supervisor.server.process.Dialect;
import org.supervisor.server.process.Environment;
import org.supervisor.server.process.OutputSpec;
import org.supervisor.server.process.ProcessName;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.RestartPolicy;
import org.supervisor.server.process.StartRule;
import org.supervisor.server.process.StopRule;
import org.supervisor.server.process.StreamSpec;

class PerlFileTest {
    private static final String WEB = "[program:web-section]\nname = web\ncommand = /bin/cat\n";

    @TempDir
    private Path folder;

    private Loading loading;

    @BeforeEach
    void prepare() {
        loading = new Loading(folder);
    }

    @Test
    void everyDefaultIsThatOfTheManual() throws ConfigException {
        ProcessSpec web = loading.program(WEB);

        assertThat(web.name()).isEqualTo(ProcessName.alone("web"));
        assertThat(web.user()).isEmpty();
        assertThat(web.userGroup()).isEmpty();
        assertThat(web.umask()).hasValue(0022);
        assertThat(web.directory()).contains("/");
        assertThat(web.niceness()).isZero();
        assertThat(web.priority()).isEqualTo(999);
        assertThat(web.autoStart()).isTrue();
        assertThat(web.start())
                .isEqualTo(new StartRule(
                        Duration.ofSeconds(10), 5, new Backoff.Constant(Duration.ofSeconds(10)), Dialect.PERL));
        assertThat(web.stop()).isEqualTo(new StopRule(Signal.TERM, 5, Duration.ofSeconds(10), true, true, true));
        assertThat(web.restart()).isEqualTo(RestartPolicy.of(RestartPolicy.When.ON_EXPECTED_EXIT, List.of(0, 1)));
        assertThat(web.reloadSignal()).isEqualTo(Signal.HUP);
        assertThat(web.environment()).isEqualTo(Environment.INHERITED);
        StreamSpec stdout = StreamSpec.to(new StreamSpec.Log.File(Path.of("/dev/stdout"), 0, 0));
        assertThat(web.output()).isEqualTo(new OutputSpec(false, stdout, stdout, OutputSpec.Format.PERL));
        assertThat(web.serverUrl()).isEmpty();
    }

    @Test
    void theDaemonListensOnPort9505OfThisMachineAndStaysInTheForeground() throws ConfigException {
        SupervisorSpec spec = loading.load(WEB).spec();

        assertThat(spec.dialect()).isEqualTo(Dialect.PERL);
        assertThat(spec.servers()).hasSize(1).first().isInstanceOfSatisfying(HttpSpec.Tcp.class, server -> {
            assertThat(server.host()).isEqualTo("127.0.0.1");
            assertThat(server.port()).isEqualTo(9505);
            assertThat(server.credentials()).isEmpty();
        });
        assertThat(spec.supervisorRpc()).isTrue();
        assertThat(spec.daemon().process().nodaemon()).isTrue();
        assertThat(spec.daemon().log().file()).isEmpty();
        assertThat(spec.daemon().log().toSyslog()).isFalse();
        assertThat(spec.daemon().process().pidfile()).isEmpty();
    }

    @Test
    void theCommandLineNamesPortAddressPidFileAndLog() throws ConfigException {
        SupervisorSpec spec = loading.load(
                        WEB,
                        Overrides.NONE
                                .with(Option.PORT, "9600")
                                .with(Option.ADDRESS, "LocalHost")
                                .with(Option.PIDFILE, folder + "/s.pid")
                                .with(Option.LOGFILE, folder + "/s.log"))
                .spec();

        assertThat(spec.servers()).first().isInstanceOfSatisfying(HttpSpec.Tcp.class, server -> {
            assertThat(server.host()).isEqualTo("localhost");
            assertThat(server.port()).isEqualTo(9600);
        });
        assertThat(spec.daemon().process().pidfile()).contains(folder.resolve("s.pid"));
        assertThat(spec.daemon().log().file()).contains(folder.resolve("s.log"));
        assertThat(spec.groups()
                        .getFirst()
                        .processes()
                        .getFirst()
                        .output()
                        .stdout()
                        .log())
                .isEqualTo(new StreamSpec.Log.File(folder.resolve("s.log"), 0, 0));
    }

    @Test
    void everyKeyIsUnderstood() throws ConfigException {
        ProcessSpec web = loading.program(WEB + """
            user = root
            group = root
            umask = 0027
            directory = %1$s
            priority = -5
            start-retries = 2
            start-wait-secs = 3
            stop-signal = int
            stop-retries = 4
            stop-wait-secs = 6
            reload-signal = SIGUSR1
            auto-start = off
            auto-restart = no
            exit-codes = 0, 7
            environment = A=1;;B=two words;;C=x=y;;D=
            logfile = %1$s/web.log
            log-format = json
            restart-pause-min = 0
            """.formatted(folder));

        assertThat(web.user()).contains("root");
        assertThat(web.userGroup()).contains("root");
        assertThat(web.umask()).hasValue(0027);
        assertThat(web.directory()).contains(folder.toString());
        assertThat(web.niceness()).isEqualTo(-5);
        assertThat(web.priority()).isEqualTo(999);
        assertThat(web.start().attempts()).isEqualTo(2);
        assertThat(web.start().staysUp()).isEqualTo(Duration.ofSeconds(3));
        assertThat(web.start().pause()).isEqualTo(new Backoff.Constant(Duration.ofSeconds(3)));
        assertThat(web.stop()).isEqualTo(new StopRule(Signal.INT, 4, Duration.ofSeconds(6), true, true, true));
        assertThat(web.reloadSignal()).isEqualTo(Signal.USR1);
        assertThat(web.autoStart()).isFalse();
        assertThat(web.restart())
                .isEqualTo(RestartPolicy.of(RestartPolicy.When.NEVER, List.of(0, 7), CrashLoopFloor.OFF));
        assertThat(web.environment())
                .isEqualTo(Environment.replaced(Map.of("A", "1", "B", "two words", "C", "x=y", "D", "")));
        assertThat(web.output().stdout().log()).isEqualTo(new StreamSpec.Log.File(folder.resolve("web.log"), 0, 0));
        assertThat(web.output().stderr()).isEqualTo(web.output().stdout());
        assertThat(web.output().format()).isEqualTo(OutputSpec.Format.JSON);
    }

    @Test
    void withoutANameTheSectionNamesTheProgram() throws ConfigException {
        assertThat(loading.program("[program: web ]\ncommand = cat\nauto-start = 1\n")
                        .name())
                .isEqualTo(ProcessName.alone("web"));
    }

    @Test
    void groupsKeepTheOrderOfTheFile() throws ConfigException {
        assertThat(loading.load("[program:b]\nname = b\ncommand = x\n[program:a]\nname = a\ncommand = x\n")
                        .spec()
                        .groups())
                .extracting(group -> group.name())
                .containsExactly("b", "a");
    }

    @Test
    void commentsBeginOnlyAtTheBeginningOfALine() throws ConfigException {
        ProcessSpec web = loading.program("""
            ; File
            # too
              ; and this
            [program:web]
            name = web
            command = echo a ; echo b # c
            """);

        assertThat(web.command()).isEqualTo(new Command.Shell("echo a ; echo b # c"));
    }

    @Test
    void percentSignsDollarsQuotesAndBackslashesMeanNothing() throws ConfigException {
        ProcessSpec web = loading.program("""
            [program:web]
            name = web
            environment = A=%(x)s ${y} "q" \\;;B=a,b;;C=[z]:=
            command = date +%s
            """);

        assertThat(web.command()).isEqualTo(new Command.Direct("date +%s", List.of("date", "+%s")));
        assertThat(web.environment().values())
                .containsEntry("A", "%(x)s ${y} \"q\" \\")
                .containsEntry("B", "a,b")
                .containsEntry("C", "[z]:=");
    }

    @Test
    void aSectionThatIsRepeatedIsMerged() throws ConfigException {
        ProcessSpec web =
                loading.program(WEB + "[program:other]\nname = o\ncommand = x\n[program:web-section]\numask = 0\n");

        assertThat(web.name().process()).isEqualTo("web");
        assertThat(web.umask()).hasValue(0);
    }

    @Test
    void aHereDocumentIsOneValue() throws ConfigException {
        assertThat(loading.program("[program:web]\nname = web\ncommand = <<EOT\ncd /\nexec cat\nEOT\n")
                        .command())
                .isEqualTo(new Command.Shell("cd /\nexec cat"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "true", "Yes", "ON"})
    void autoRestartIsABoolean(String word) throws ConfigException {
        assertThat(loading.program(WEB + "auto-restart = " + word + "\n")
                        .restart()
                        .when())
                .isEqualTo(RestartPolicy.When.ON_EXPECTED_EXIT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "start-retries = 0",
                "start-retries = soon",
                "stop-retries = -1",
                "start-wait-secs = 1.5",
                "stop-wait-secs = -1",
                "stop-signal = NOPE",
                "reload-signal = 99",
                "umask = 9",
                "umask = 07777",
                "priority = 20",
                "auto-start = maybe",
                "exit-codes = 256",
                "environment = JUST_A_NAME",
                "user = no-such-user-here",
                "group = no-such-group-here",
                "directory = /no/such/folder",
                "logfile = /no/such/folder/x.log",
                "log-format = xml",
                "autostart = 1",
                "Command = x",
                "no separator"
            })
    void whateverIsNotUnderstoodIsAProblem(String line) {
        ConfigException refusal = loading.refusal(WEB + line + "\n");

        assertThat(refusal.problems()).hasSize(1);
        assertThat(refusal.problems().getFirst().line()).isEqualTo(4);
    }

    @Test
    void allProblemsAreReportedAtOnceWithPlaceAndRemedy() {
        ConfigException refusal = loading.refusal("""
            [program:web]
            comand = /bin/cat
            name = web
            start-retries = soon
            [program:db]
            name = web
            command = x
            directory = /srv/dd
            """);

        assertThat(refusal.report()).isEqualTo("""
            main.conf has 5 problems; nothing was started.
              line 1  [program:web] no command            expected a line such as: command = /usr/bin/web
              line 2  [program:web] comand                unknown key; did you mean "command"?
              line 4  [program:web] start-retries = soon  expected a whole number of at least 1, such as: start-retries = 5
              line 6  [program:db] name = web             another program has this name, see main.conf line 3
              line 8  [program:db] directory = /srv/dd    expected a folder that exists (create it or correct the path), such as: directory = /
            """);
    }

    @Test
    void ofAKeyGivenTwiceTheLastCountsAndAWarningSaysSo() throws ConfigException {
        Loaded loaded = loading.load(WEB + "umask = 0\numask = 1\n");
        assertThat(loaded.warnings())
                .extracting(Warning::message)
                .containsExactly("given before, in line 4; this one counts, remove the other");
        assertThat(loading.program(WEB + "umask = 0\numask = 1\n").umask()).hasValue(1);
    }

    @Test
    void sectionsMustBeginWithProgram() {
        assertThat(loading.refusal(WEB + "[fcgi-program:x]\ncommand = x\n").report())
                .contains("[fcgi-program:x]  expected a section such as [program:web]");
    }

    @Test
    void aHereDocumentMustEnd() {
        assertThat(loading.refusal(WEB + "environment = <<EOT\nA=1\n").report())
                .contains("expected a line \"EOT\" at the end of the here-document");
    }

    @Test
    void aNameMustBeFitForTheWire() {
        assertThat(loading.refusal("[program:x]\nname = a b\ncommand = x\n").report())
                .contains("expected a name without blank, colon and slash");
        assertThat(loading.refusal("[program:a/b]\nauto-start = 1\ncommand = x\n")
                        .report())
                .contains("expected a line such as: name = web");
    }

    @Test
    void aBadValueOnTheCommandLineIsAProblemToo() {
        ConfigException refusal = catchThrowableOfType(
                ConfigException.class, () -> loading.load(WEB, Overrides.NONE.with(Option.PORT, "0")));

        assertThat(refusal.supervisordText()).isEqualTo("invalid value for --port '0': 0 is below lower bound (1)");
    }

    @Test
    void anUnknownKeyOfManyProgramsIsOneProblemThatNamesItsLines() {
        String text = """
            [program:a]
            name = a
            command = c
            start-retrys = 3
            [program:b]
            command = c
            start-retrys = 3
            foo = 1
            [program:c]
            command = c
            start-retrys = 3
            """;
        assertThat(loading.refusal(text).report()).isEqualTo("""
            main.conf has 2 problems; nothing was started.
              line 4  [program:a] start-retrys  unknown key; did you mean "start-retries"?; also in \
            [program:b] line 7, [program:c] line 11
              line 8  [program:b] foo           unknown key
            """);
    }

    @Test
    void aHereDocumentWithoutEndIsOneProblem() {
        assertThat(loading.refusal("[program:a]\nname=a\ncommand=<<END\nfoo\n").problems())
                .extracting(Problem::expected)
                .containsExactly("expected a line \"END\" at the end of the here-document");
    }
}
