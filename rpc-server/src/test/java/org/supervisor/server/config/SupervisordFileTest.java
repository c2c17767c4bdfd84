package org.supervisor.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.supervisor.api.LogLevel;
import org.supervisor.api.Signal;
import org.supervisor.server.config.Overrides.Option;
import org.supervisor.server.process.Backoff;
import org.supervisor.server.process.Command;
import org.supervisor.server.process.CrashLoopFloor;
import org.supervisor.server.process.Dialect;
import org.supervisor.server.process.Environment;
import org.supervisor.server.process.GroupSpec;
import org.supervisor.server.process.OutputSpec;
import org.supervisor.server.process.ProcessName;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.ProgramSpec;
import org.supervisor.server.process.RestartPolicy;
import org.supervisor.server.process.SocketSpec;
import org.supervisor.server.process.StartRule;
import org.supervisor.server.process.StopRule;
import org.supervisor.server.process.StreamSpec;

class SupervisordFileTest {
    private static final long FIFTY_MB = 50L * 1024 * 1024;
    private static final Path HERE = Path.of("").toAbsolutePath();
    private static final String RPC = """
        [rpcinterface:supervisor]
        supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
        """;

    @TempDir
    private Path folder;

    private Loading loading;

    @BeforeEach
    void prepare() {
        loading = new Loading(folder);
    }

    @Test
    void everyDefaultOfTheDaemonIsThatOfSupervisord() throws ConfigException {
        SupervisorSpec spec = loading.load(Loading.MAIN).spec();
        DaemonSpec daemon = spec.daemon();

        assertThat(spec.dialect()).isEqualTo(Dialect.SUPERVISORD);
        assertThat(spec.servers()).isEmpty();
        assertThat(spec.groups()).isEmpty();
        assertThat(spec.supervisorRpc()).isFalse();
        assertThat(daemon.identifier()).isEqualTo("supervisor");
        assertThat(daemon.log().file()).contains(HERE.resolve("supervisord.log"));
        assertThat(daemon.log().toSyslog()).isFalse();
        assertThat(daemon.log().maxBytes()).isEqualTo(FIFTY_MB);
        assertThat(daemon.log().backups()).isEqualTo(10);
        assertThat(daemon.log().level()).isEqualTo(LogLevel.INFO);
        assertThat(daemon.process().pidfile()).contains(HERE.resolve("supervisord.pid"));
        assertThat(daemon.process().umask()).isEmpty();
        assertThat(daemon.process().nodaemon()).isFalse();
        assertThat(daemon.log().silent()).isFalse();
        assertThat(daemon.process().minfds()).isEqualTo(1024);
        assertThat(daemon.process().minprocs()).isEqualTo(200);
        assertThat(daemon.children().nocleanup()).isFalse();
        assertThat(daemon.children().logDir()).isEqualTo(Path.of("/tmp"));
        assertThat(daemon.process().user()).isEmpty();
        assertThat(daemon.process().directory()).isEmpty();
        assertThat(daemon.children().stripAnsi()).isFalse();
    }

    @Test
    void everyKeyOfTheDaemonIsUnderstood() throws ConfigException {
        DaemonSpec daemon = loading.load("""
            [supervisord]
            identifier = me
            logfile = %(here)s/main.log
            logfile_maxbytes = 10 kb
            logfile_backups = 3
            loglevel = Debug
            pidfile = %(here)s/%(ENV_CONF_WORD)s.pid
            umask = 0o77
            nodaemon = on
            silent = YES
            minfds = 10
            minprocs = 5
            nocleanup = 1
            childlogdir = %(here)s
            user = root
            directory = %(here)s
            strip_ansi = true
            child_output = prefixed
            """).spec().daemon();

        assertThat(daemon.identifier()).isEqualTo("me");
        assertThat(daemon.log().file()).contains(folder.resolve("main.log"));
        assertThat(daemon.log().maxBytes()).isEqualTo(10_240);
        assertThat(daemon.log().backups()).isEqualTo(3);
        assertThat(daemon.log().level()).isEqualTo(LogLevel.DEBUG);
        assertThat(daemon.process().pidfile()).contains(folder.resolve("hello.pid"));
        assertThat(daemon.process().umask()).hasValue(0077);
        assertThat(daemon.process().nodaemon()).isTrue();
        assertThat(daemon.log().silent()).isTrue();
        assertThat(daemon.process().minfds()).isEqualTo(10);
        assertThat(daemon.process().minprocs()).isEqualTo(5);
        assertThat(daemon.children().nocleanup()).isTrue();
        assertThat(daemon.children().output()).contains(OutputSpec.Format.PREFIXED);
        assertThat(daemon.children().logDir()).isEqualTo(folder);
        assertThat(daemon.process().user()).contains("root");
        assertThat(daemon.process().directory()).contains(folder);
        assertThat(daemon.children().stripAnsi()).isTrue();
    }

    @Test
    void theMainLogMayBeSyslogOrAFileCalledNone() throws ConfigException {
        DaemonSpec syslog =
                loading.load("[supervisord]\nlogfile=syslog\n").spec().daemon();

        assertThat(syslog.log().toSyslog()).isTrue();
        assertThat(syslog.log().file()).isEmpty();
        assertThat(loading.load("[supervisord]\nlogfile=NONE\n")
                        .spec()
                        .daemon()
                        .log()
                        .file())
                .contains(HERE.resolve("NONE"));
    }

    @Test
    void theCommandLineWins() throws ConfigException {
        SupervisorSpec spec = loading.load(
                        "[supervisord]\nloglevel=error\nidentifier=file\n[inet_http_server]\nport=9001\n",
                        Overrides.NONE
                                .with(Option.LOGLEVEL, "debug")
                                .with(Option.NODAEMON, "true")
                                .with(Option.LOGFILE, folder + "/x.log")
                                .with(Option.PORT, "9002"))
                .spec();

        assertThat(spec.daemon().log().level()).isEqualTo(LogLevel.DEBUG);
        assertThat(spec.daemon().identifier()).isEqualTo("file");
        assertThat(spec.daemon().process().nodaemon()).isTrue();
        assertThat(spec.daemon().log().file()).contains(folder.resolve("x.log"));
        assertThat(spec.servers()).first().isInstanceOfSatisfying(HttpSpec.Tcp.class, server -> {
            assertThat(server.host()).isEmpty();
            assertThat(server.port()).isEqualTo(9002);
        });
    }

    @Test
    void everyDefaultOfAProgramIsThatOfSupervisord() throws ConfigException {
        ProcessSpec web = loading.supervisord("");

        assertThat(web.name()).isEqualTo(ProcessName.alone("web"));
        assertThat(web.command()).isEqualTo(new Command.Direct("/bin/cat", List.of("/bin/cat")));
        assertThat(web.user()).isEmpty();
        assertThat(web.userGroup()).isEmpty();
        assertThat(web.directory()).isEmpty();
        assertThat(web.umask()).isEmpty();
        assertThat(web.niceness()).isZero();
        assertThat(web.priority()).isEqualTo(999);
        assertThat(web.autoStart()).isTrue();
        assertThat(web.start())
                .isEqualTo(new StartRule(
                        Duration.ofSeconds(1), 4, new Backoff.Linear(Duration.ofSeconds(1)), Dialect.SUPERVISORD));
        assertThat(web.stop()).isEqualTo(new StopRule(Signal.TERM, 1, Duration.ofSeconds(10), false, false, false));
        assertThat(web.restart()).isEqualTo(RestartPolicy.of(RestartPolicy.When.ON_UNEXPECTED_EXIT, List.of(0)));
        assertThat(web.reloadSignal()).isEqualTo(Signal.HUP);
        assertThat(web.environment()).isEqualTo(Environment.INHERITED);
        StreamSpec auto = StreamSpec.to(new StreamSpec.Log.Auto(FIFTY_MB, 10));
        assertThat(web.output()).isEqualTo(new OutputSpec(false, auto, auto, OutputSpec.Format.RAW));
        assertThat(web.serverUrl()).isEmpty();
    }

    @Test
    void everyKeyOfAProgramIsUnderstood() throws ConfigException {
        ProcessSpec web = loading.supervisord("""
            priority = -5
            autostart = Off
            startsecs = 7
            startretries = 9
            autorestart = TRUE
            exitcodes = 0, 1 ,2
            stopsignal = hup
            stopwaitsecs = 99
            stopasgroup = true
            user = root
            redirect_stderr = false
            stdout_logfile = %(here)s/%(program_name)s-%(process_num)02d.log
            stdout_logfile_maxbytes = 1Gb
            stdout_logfile_backups = 1
            stdout_capture_maxbytes = 3Mb
            stdout_events_enabled = 1
            stdout_syslog = yes
            stderr_logfile = None
            stderr_capture_maxbytes = 99
            stderr_events_enabled = on
            stderr_syslog = true
            environment = A="1",B="%(ENV_CONF_WORD)s"
            directory = ~/x
            umask = 22
            serverurl = http://127.0.0.1:7777
            log_format = prefixed
            restart_pause_min = 30
            """);

        assertThat(web.priority()).isEqualTo(-5);
        assertThat(web.autoStart()).isFalse();
        assertThat(web.start().staysUp()).isEqualTo(Duration.ofSeconds(7));
        assertThat(web.start().attempts()).isEqualTo(10);
        assertThat(web.restart())
                .isEqualTo(RestartPolicy.of(
                        RestartPolicy.When.ALWAYS, List.of(0, 1, 2), new CrashLoopFloor(Duration.ofSeconds(30))));
        assertThat(web.stop()).isEqualTo(new StopRule(Signal.HUP, 1, Duration.ofSeconds(99), true, true, false));
        assertThat(web.user()).contains("root");
        assertThat(web.output())
                .isEqualTo(new OutputSpec(
                        false,
                        new StreamSpec(
                                new StreamSpec.Log.File(
                                        folder.resolve("web-00.log"), folder + "/web-00.log", 1L << 30, 1),
                                3L << 20,
                                true,
                                true,
                                false),
                        new StreamSpec(new StreamSpec.Log.None(50 << 20, 10), 99, true, true, false),
                        OutputSpec.Format.PREFIXED));
        assertThat(web.environment()).isEqualTo(Environment.extended(Map.of("A", "1", "B", "hello")));
        assertThat(web.directory()).contains("~/x");
        assertThat(web.umask()).hasValue(0022);
        assertThat(web.serverUrl()).contains("http://127.0.0.1:7777");
    }

    @Test
    void aProcessKnowsItsProgramWhateverItsOwnNameAndGroup() throws ConfigException {
        Loaded loaded = loading.load(Loading.MAIN + "[program:web]\ncommand=c\nnumprocs=2\n"
                + "process_name=%(program_name)s_%(process_num)02d\n[program:db]\ncommand=c\nprocess_name=x\n"
                + "[group:all]\nprograms=db\n");
        assertThat(loaded.spec().groups().stream()
                        .flatMap(group -> group.processes().stream())
                        .map(program -> program.name() + " " + program.program()))
                .containsExactlyInAnyOrder("web:web_00 web", "web:web_01 web", "all:x db");
    }

    @Test
    void aGroupHoldsItsProgramsAndEachYieldsItsProcesses() throws ConfigException {
        GroupSpec group = loading.group(
                Loading.MAIN + "[group:all]\nprograms=web,db\n[program:db]\ncommand=c\n[program:web]\ncommand=c\n"
                        + "numprocs=2\nnumprocs_start=4\nprocess_name=w%(process_num)d\n",
                "all");

        assertThat(group.programs())
                .extracting(ProgramSpec::name, ProgramSpec::kind, ProgramSpec::count, ProgramSpec::first)
                .containsExactly(
                        tuple("web", new ProgramSpec.Kind.Plain(), 2, 4),
                        tuple("db", new ProgramSpec.Kind.Plain(), 1, 0));
        assertThat(group.programs().getFirst().processes())
                .extracting(ProcessSpec::name, ProcessSpec::program, ProcessSpec::number)
                .containsExactly(
                        tuple(new ProcessName("all", "w4"), "web", 4), tuple(new ProcessName("all", "w5"), "web", 5));
    }

    @Test
    void aProgramThatAGroupNamesTwiceIsInItOnce() throws ConfigException {
        GroupSpec group = loading.group(
                Loading.MAIN + "[group:all]\nprograms=a,b,a\n[program:a]\ncommand=c\n[program:b]\ncommand=c\n", "all");

        assertThat(group.programs()).extracting(ProgramSpec::name).containsExactly("a", "b");
    }

    @Test
    void theHomeOfAUserIsFoundThoughItIsInNoFile() throws ConfigException {
        ProcessSpec web = loading.supervisord("stdout_logfile=~ldap/web.log\n");
        assertThat(web.output().stdout().log())
                .isInstanceOfSatisfying(
                        StreamSpec.Log.File.class, log -> assertThat(log.path()).hasToString("/tmp/web.log"));
    }

    @Test
    void aMainLogThatIsAFolderIsAProblem() {
        assertThat(loading.refusal("[supervisord]\nlogfile=/tmp\n")
                        .problems()
                        .getFirst()
                        .expected())
                .contains("expected a file");
    }

    @Test
    void numbersBelowZeroCrashNothing() throws ConfigException {
        Loaded loaded = loading.load(Loading.MAIN + "[program:x]\ncommand=c\nstartsecs=-5\nstartretries=-1\n"
                + "stopwaitsecs=-1\nrestart_pause_min=-1\nstdout_logfile_maxbytes=-1\nstdout_logfile_backups=-1\n");
        ProcessSpec program = loaded.spec().groups().getFirst().processes().getFirst();

        assertThat(program.start().staysUp()).isZero();
        assertThat(program.restart().floor()).isEqualTo(CrashLoopFloor.OFF);
        assertThat(program.start().attempts()).isEqualTo(1);
        assertThat(program.stop().grace()).isZero();
        assertThat(program.output().stdout().log()).isEqualTo(new StreamSpec.Log.Auto(0, 0));
        assertThat(loaded.warnings()).extracting(Warning::key).contains("startsecs", "stopwaitsecs");
    }

    @Test
    void numbersTooBigForAnyoneAreTheBiggest() throws ConfigException {
        assertThat(loading.supervisord("startsecs=99999999999999999999\nstartretries=2147483647\n")
                        .start())
                .satisfies(start -> {
                    assertThat(start.staysUp()).isEqualTo(Duration.ofSeconds(Integer.MAX_VALUE));
                    assertThat(start.attempts()).isEqualTo(Integer.MAX_VALUE);
                });
    }

    @Test
    void redirectedStderrHasNoLogOfItsOwn() throws ConfigException {
        OutputSpec output = loading.supervisord("redirect_stderr=true\nstderr_logfile=/tmp/e.log\n")
                .output();

        assertThat(output.redirectsStderr()).isTrue();
        assertThat(output.stdout().log()).isInstanceOf(StreamSpec.Log.Auto.class);
        assertThat(output.stderr().log()).isEqualTo(new StreamSpec.Log.None(50 << 20, 10));
    }

    @Test
    void theOldWordSyslogIsStillUnderstood() throws ConfigException {
        Loaded loaded = loading.load(Loading.MAIN + "[program:x]\ncommand=c\nstdout_logfile=syslog\n");
        StreamSpec stdout = loaded.spec()
                .groups()
                .getFirst()
                .processes()
                .getFirst()
                .output()
                .stdout();

        assertThat(stdout.syslog()).isTrue();
        assertThat(stdout.log()).isEqualTo(new StreamSpec.Log.None(50 << 20, 10));
        assertThat(loaded.warnings())
                .extracting(Warning::message)
                .containsExactly("For [program:x], stdout_logfile=syslog but this is deprecated and will be removed.  "
                        + "Use stdout_syslog=true to enable syslog instead.");
    }

    @Test
    void logFilesAreExpandedTwice() throws ConfigException {
        assertThat(loading.supervisord("stdout_logfile=/tmp/%%%%d\n")
                        .output()
                        .stdout()
                        .log())
                .isEqualTo(new StreamSpec.Log.File(Path.of("/tmp/%d"), FIFTY_MB, 10));
        assertThat(loading.refusal(Loading.MAIN + "[program:x]\ncommand=c\nstdout_logfile=/tmp/%%d\n")
                        .supervisordText())
                .isEqualTo("Format string '/tmp/%d' for 'stdout_logfile' is badly formatted: %d format: a real number "
                        + "is required, not dict in section 'program:x' (file: '" + folder + "/main.conf')");
    }

    @Test
    void theEnvironmentOfTheDaemonsSectionIsEveryProgramsAndCanBeUsed() throws ConfigException {
        ProcessSpec program = loading.program("""
            [supervisord]
            environment=A="main",B="main"
            [program:x]
            command=c %(ENV_A)s %(ENV_B)s %(ENV_OWN)s %(ENV_CONF_WORD)s
            environment=B="own",OWN="mine"
            """);

        assertThat(program.command().words()).containsExactly("c", "main", "own", "mine", "hello");
        assertThat(program.environment())
                .isEqualTo(Environment.extended(Map.of("A", "main", "B", "own", "OWN", "mine")));
    }

    @Test
    void aProgramCanHaveManyProcesses() throws ConfigException {
        GroupSpec group = loading.group(
                Loading.MAIN + "[program:p]\ncommand=c %(process_num)d/%(numprocs)s %(ENV_N)s %(group_name)s\n"
                        + "process_name=%(program_name)s_%(process_num)02d\nnumprocs=3\nnumprocs_start=9\n"
                        + "environment=N=\"%(process_num)s\"\n",
                "p");

        assertThat(group.processes())
                .extracting(program -> program.name() + " " + program.command().text())
                .containsExactly("p:p_09 c 9/3 9 p", "p:p_10 c 10/3 10 p", "p:p_11 c 11/3 11 p");
    }

    @Test
    void processesAreSortedByNameAndNoneIsNoMistake() throws ConfigException {
        assertThat(loading.group(
                                Loading.MAIN + "[program:p]\ncommand=c\nprocess_name=%(process_num)s\nnumprocs=11\n",
                                "p")
                        .processes())
                .extracting(program -> program.name().process())
                .startsWith("0", "1", "10", "2");
        assertThat(loading.group(Loading.MAIN + "[program:p]\ncommand=c\nnumprocs=0\n", "p")
                        .processes())
                .isEmpty();
    }

    @Test
    void groupsAreSortedByPriorityThenName() throws ConfigException {
        assertThat(loading.load(Loading.MAIN + "[program:b]\ncommand=c\n[program:a]\ncommand=c\n"
                                + "[program:z]\ncommand=c\npriority=1\n[eventlistener:l]\ncommand=c\nevents=TICK\n")
                        .spec()
                        .groups())
                .extracting(GroupSpec::name)
                .containsExactly("l", "z", "a", "b");
    }

    @Test
    void aGroupKeepsTheOrderOfItsPrograms() throws ConfigException {
        Loaded loaded = loading.load(Loading.MAIN + "[group:g]\nprograms = b , a\npriority=3\n"
                + "[program:a]\ncommand=c %(group_name)s\n[program:b]\ncommand=c\nprocess_name=nick\n");
        GroupSpec group = loaded.spec().groups().getFirst();

        assertThat(loaded.spec().groups()).hasSize(1);
        assertThat(group.priority()).isEqualTo(3);
        assertThat(group.kind()).isEqualTo(new ProgramSpec.Kind.Plain());
        assertThat(group.processes())
                .extracting(ProcessSpec::name)
                .containsExactly(new ProcessName("g", "nick"), new ProcessName("g", "a"));
        assertThat(group.processes().getLast().command().words()).containsExactly("c", "g");
    }

    @Test
    void aProgramMayBeInTwoGroups() throws ConfigException {
        assertThat(loading.load(Loading.MAIN + "[group:g]\nprograms=a\n[group:h]\nprograms=a\n[program:a]\ncommand=c\n")
                        .spec()
                        .groups())
                .extracting(GroupSpec::name)
                .containsExactly("g", "h");
    }

    @Test
    void ofTwoGroupsWithOneNameTheFirstCounts() throws ConfigException {
        Loaded loaded = loading.load(
                Loading.MAIN + "[group:a]\nprograms=b\npriority=1\n[program:a]\ncommand=c\n[program:b]\ncommand=c\n");

        assertThat(loaded.spec().groups())
                .singleElement()
                .satisfies(group -> assertThat(group.processes())
                        .extracting(program -> program.name().process())
                        .containsExactly("b"));
        assertThat(loaded.warnings())
                .extracting(Warning::message)
                .containsExactly(
                        "there are two groups called \"a\"; the first counts by priority: [group:a] in line 2 and "
                                + "[program:a] in line 5");
    }

    @Test
    void listenersSayWhatTheyWantToHear() throws ConfigException {
        GroupSpec group = loading.group(
                Loading.MAIN + "[eventlistener:l]\ncommand=c\nevents=tick_5, Process_State\nbuffer_size=7\n"
                        + "answer_timeout=30\n",
                "l");

        assertThat(group.priority()).isEqualTo(-1);
        assertThat(group.processes().getFirst().priority()).isEqualTo(999);
        assertThat(group.kind())
                .isEqualTo(new ProgramSpec.Kind.Listener(
                        List.of("TICK_5", "PROCESS_STATE"),
                        7,
                        "supervisor.dispatchers:default_handler",
                        Duration.ofSeconds(30)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        supervisor.dispatchers:default_handler | ''
        supervisor_stdout:event_handler        | ''
        supervisor_stdout:json_handler         | supervisor_stdout:json_handler is Python code
        graylog:send                           | graylog:send is Python code
        """)
    void aResultHandlerThatIsNotOursIsWarnedOf(String handler, String warning) throws ConfigException {
        Loaded loaded = loading.load(
                Loading.MAIN + "[eventlistener:l]\ncommand=c\nevents=TICK_5\nresult_handler=" + handler + "\n");

        assertThat(loaded.warnings())
                .extracting(Warning::toString)
                .filteredOn(text -> text.contains("result_handler"))
                .hasSize(warning.isEmpty() ? 0 : 1)
                .allMatch(text -> text.contains("/main.conf:") && text.contains(warning) && text.contains("accepted"));
        assertThat(Check.of(loaded)).contains(warning);
    }

    @Test
    void fastCgiProgramsShareASocket() throws ConfigException {
        assertThat(loading.group(
                                Loading.MAIN + "[fcgi-program:f]\ncommand=c\nsocket=unix:///tmp/%(program_name)s\n"
                                        + "socket_mode=0770\nsocket_backlog=128\nuser=root\n",
                                "f")
                        .kind())
                .isEqualTo(new ProgramSpec.Kind.FastCgi(new SocketSpec.Unix(
                        "/tmp/f", Optional.of("root:0"), OptionalInt.of(0770), OptionalInt.of(128))));
        assertThat(loading.group(Loading.MAIN + "[fcgi-program:f]\ncommand=c\nsocket=tcp://LocalHost:9000\n", "f")
                        .kind())
                .isEqualTo(new ProgramSpec.Kind.FastCgi(new SocketSpec.Tcp("localhost", 9000)));
    }

    @Test
    void serversListenOnPortsAndSockets() throws ConfigException {
        assertThat(loading.load(Loading.MAIN + """
            [unix_http_server]
            file = %(here)s/s.sock
            [inet_http_server]
            port = LocalHost:9001
            username = %(ENV_CONF_WORD)s
            password = aa%%bb
            [inet_http_server:two]
            port = *:9002
            """).spec().servers())
                .containsExactly(
                        new HttpSpec.Tcp(
                                "inet_http_server", "localhost", 9001, Optional.of(new Credentials("hello", "aa%bb"))),
                        new HttpSpec.Tcp("inet_http_server:two", "", 9002, Optional.empty()),
                        new HttpSpec.Unix(
                                "unix_http_server",
                                folder.resolve("s.sock"),
                                0700,
                                Optional.empty(),
                                Optional.empty()));
    }

    @Test
    void webPagesAndLimitsOfServersAreConfigured() throws ConfigException {
        SupervisorSpec spec = loading.load(Loading.MAIN + """
            http_max_body = 1MB
            http_max_memory = 10MB
            http_max_connections = 7
            http_max_strangers = 3
            http_idle_secs = 5
            http_header_secs = 4
            [inet_http_server]
            port = [::]:9001
            allowed_origins = https://A.example, http://b.example
            allowed_hosts = *
            """).spec();
        assertThat(spec.servers())
                .containsExactly(new HttpSpec.Tcp(
                        "inet_http_server",
                        "[::]",
                        9001,
                        Optional.empty(),
                        new HttpSpec.Access(Set.of("https://a.example", "http://b.example"), Set.of("*"))));
        assertThat(spec.daemon().http())
                .isEqualTo(new HttpLimitsSpec(1 << 20, 10 << 20, 7, 3, Duration.ofSeconds(5), Duration.ofSeconds(4)));
    }

    @Test
    void onlyTheMainRpcInterfaceIsOffered() throws ConfigException {
        assertThat(loading.load(Loading.MAIN + RPC).spec().supervisorRpc()).isTrue();
        assertThat(loading.load(Loading.MAIN + RPC.replace("rpcinterface:make", "rpcinterface : make"))
                        .spec()
                        .supervisorRpc())
                .isTrue();

        Loaded other = loading.load(Loading.MAIN + "[rpcinterface:twiddler]\nsupervisor.rpcinterface_factory=a.b:c\n");

        assertThat(other.spec().supervisorRpc()).isFalse();
        assertThat(other.warnings())
                .singleElement()
                .satisfies(warning -> assertThat(warning.message())
                        .isEqualTo("Python code is not run here; this interface is not offered"));
    }

    @Test
    void valuesForAllSectionsStandInDefault() throws ConfigException {
        assertThat(loading.program(Loading.MAIN + "[DEFAULT]\nautostart=false\n[program:x]\ncommand=c\n")
                        .autoStart())
                .isFalse();
    }

    @Test
    void includedFilesAreReadInOrderAndTheLastOneWins() throws ConfigException {
        loading.file("d/b.conf", "[program:one]\npriority=2\n[supervisord]\nloglevel=debug\n[include]\nfiles=e/*\n");
        loading.file("d/a.conf", "[program:one]\ncommand=%(here)s/x\npriority=1\nstdout_logfile=%(here)s/o\n");
        loading.file("d/c.txt", "not a configuration");
        Loaded loaded = loading.load(Loading.MAIN + "[include]\nfiles = d/*.conf\n   none/*\n");
        ProcessSpec one = loaded.spec().groups().getFirst().processes().getFirst();

        assertThat(one.priority()).isEqualTo(2);
        assertThat(one.command().text()).isEqualTo(folder + "/d/x");
        assertThat(one.output().stdout().log()).isEqualTo(new StreamSpec.Log.File(folder.resolve("d/o"), FIFTY_MB, 10));
        assertThat(loaded.spec().daemon().log().level()).isEqualTo(LogLevel.DEBUG);
        assertThat(loaded.files())
                .containsExactly(folder.resolve("main.conf"), folder.resolve("d/a.conf"), folder.resolve("d/b.conf"));
        assertThat(loaded.warnings())
                .extracting(Warning::message)
                .containsExactly("No file matches via include \"" + folder + "/none/*\"");
    }

    @Test
    void anIncludedFileMayBeAPerlOne() throws ConfigException {
        loading.file("d/old.ini", "[program:x]\nname = old\ncommand = echo a ; b\nexit-codes = 3\n");
        Loaded loaded = loading.load(Loading.MAIN + "[include]\nfiles=d/*\n[program:new]\ncommand=c\n");
        ProcessSpec old = loaded.spec().groups().getLast().processes().getFirst();

        assertThat(loaded.spec().dialect()).isEqualTo(Dialect.SUPERVISORD);
        assertThat(loaded.spec().groups()).extracting(GroupSpec::name).containsExactly("new", "old");
        assertThat(old.command()).isEqualTo(new Command.Shell("echo a ; b"));
        assertThat(old.restart()).isEqualTo(RestartPolicy.of(RestartPolicy.When.ON_EXPECTED_EXIT, List.of(3)));
        assertThat(old.output().format()).isEqualTo(OutputSpec.Format.PERL);
        assertThat(old.output().stdout().log()).isInstanceOf(StreamSpec.Log.Auto.class);
        assertThat(loaded.warnings())
                .extracting(Warning::message)
                .anyMatch(m -> m.startsWith("is read as a Perl file"));
    }

    @Test
    void anIncludedFileWithSupervisordsKeysIsNoPerlFileWhateverElseItHas() throws ConfigException {
        loading.file("d/x.conf", "[program:x]\ncommand=c ; comment\nlogfile=/x\nautostart=false\n");

        assertThat(loading.program(Loading.MAIN + "[include]\nfiles=d/*\n")
                        .command()
                        .text())
                .isEqualTo("c");
    }

    @Test
    void aDistributionsFileIsUnderstood() throws ConfigException {
        Loaded loaded = loading.load("""
            ; supervisor config file

            [unix_http_server]
            file=%(here)s/supervisor.sock   ; (the path to the socket file)
            chmod=0700                       ; sockef file mode (default 0700)

            [supervisord]
            logfile=%(here)s/supervisord.log ; (main log file;default $CWD/supervisord.log)
            pidfile=%(here)s/supervisord.pid ; (supervisord pidfile;default supervisord.pid)
            childlogdir=%(here)s            ; ('AUTO' child log dir, default $TEMP)

            ; the below section must remain in the config file
            [rpcinterface:supervisor]
            supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface

            [supervisorctl]
            serverurl=unix:///var/run/supervisor.sock ; use a unix:// URL  for a unix socket

            [include]
            files = conf.d/*.conf
            """);

        assertThat(loaded.warnings()).extracting(Warning::key).containsExactly("files");
        assertThat(loaded.spec().servers()).hasSize(1);
        assertThat(loaded.spec().supervisorRpc()).isTrue();
        assertThat(loaded.spec().daemon().log().file()).contains(folder.resolve("supervisord.log"));
        assertThat(loaded.spec().daemon().children().logDir()).isEqualTo(folder);
    }

    @Test
    void aPathWithDotsBehindALinkIsThePlaceTheSystemFinds() throws Exception {
        Files.createDirectories(folder.resolve("rel/7"));
        Files.createDirectories(folder.resolve("rel/log"));
        Files.createDirectories(folder.resolve("log"));
        Files.createSymbolicLink(folder.resolve("cur"), folder.resolve("rel/7"));
        SupervisorSpec spec = loading.load("""
            [supervisord]
            directory = %(here)s/cur/../log
            childlogdir = %(here)s/cur/../log
            logfile = %(here)s/cur/../log/main.log
            pidfile = %(here)s/cur/../log/main.pid
            [program:web]
            command = /bin/cat
            stdout_logfile = %(here)s/cur/../log/out
            stderr_logfile = %(here)s/cur/../log/err
            """).spec();
        Path there = Path.of(folder + "/cur/../log");

        assertThat(spec.daemon().process().directory()).contains(there);
        assertThat(spec.daemon().children().logDir()).isEqualTo(there);
        OutputSpec output = spec.groups().getFirst().processes().getFirst().output();
        assertThat(output.stdout().log()).isEqualTo(new StreamSpec.Log.File(there.resolve("out"), FIFTY_MB, 10));
        assertThat(output.stderr().log()).isEqualTo(new StreamSpec.Log.File(there.resolve("err"), FIFTY_MB, 10));
        // these two supervisord itself normalises as text
        assertThat(spec.daemon().log().file()).contains(folder.resolve("log/main.log"));
        assertThat(spec.daemon().process().pidfile()).contains(folder.resolve("log/main.pid"));
    }

    @Test
    void aRelativeLogIsShownAsWrittenAndOpenedByItsAbsolutePath() throws ConfigException {
        StreamSpec.Log log = loading.supervisord("stdout_logfile = popo.log\n")
                .output()
                .stdout()
                .log();

        assertThat(log)
                .isEqualTo(new StreamSpec.Log.File(Path.of("popo.log").toAbsolutePath(), "popo.log", FIFTY_MB, 10));
    }

    @Test
    void exitCodesKeepTheOrderOfTheFile() throws ConfigException {
        assertThat(loading.supervisord("exitcodes = 2,0,2,1\n").restart().codes())
                .containsExactly(2, 0, 2, 1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        [program:x]!command=sh -c "a              | [program:x] command: can't parse command 'sh -c "a': No closing quotation; every attempt to start it fails
        [program:x]!command=                      | [program:x] command: command is empty; every attempt to start it fails
        [program:]!command=c                      | [program:] has no name after the colon, by which clients could address it
        [include]!files=                          | [include] files: names no file, so nothing is included
        [program:x]!command=a![group:x]!programs=![program:x]!command=b | [program:x] command: replaces the value in line 3
        """)
    void whatCanHardlyBeMeantIsWarnedOf(String lines, String warning) throws ConfigException {
        Loaded loaded = loading.load(Loading.MAIN + lines.replace('!', '\n') + "\n");

        assertThat(loaded.warnings()).extracting(Warning::toString).anyMatch(text -> text.endsWith(warning));
    }
}
