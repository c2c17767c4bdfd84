package org.supervisor.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each text was seen with supervisord 4.2.5. */
class RefusalTest {
    private static final String CAT = "[program:x]\ncommand=cat\n";

    @TempDir
    private Path folder;

    private Loading loading;

    @BeforeEach
    void prepare() {
        loading = new Loading(folder);
    }

    private String refusal(String text) {
        return loading.refusal(text).supervisordText();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "comand=x|does not specify a command|is \"comand\" meant to be it?",
                "command=x~directory=%(her)s|cannot be expanded|did you mean \"here\"?",
                "command=x~depends_on=al|al|found al; did you mean all?",
                "command=x~autostart=maybe|not a valid boolean value: 'maybe'|: expected true or false",
                "command=x~autostart=maybe~priority=x|invalid literal|; problems in all: 2",
            })
    void aRereadSaysWhatSupervisordSaysAndWhatWasMeant(String lines, String supervisords, String ours) {
        assertThat(loading.refusal(Loading.MAIN + "[program:all]\n" + lines.replace('~', '\n') + "\n")
                        .advisingText())
                .contains(supervisords, ours)
                .doesNotContain("\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "autostart=perhaps|not a valid boolean value: 'perhaps'",
                "autostart=|not a valid boolean value: ''",
                "redirect_stderr=2|not a valid boolean value: '2'",
                "autorestart=perhaps|invalid 'autorestart' value 'perhaps'",
                "startsecs=soon|invalid literal for int() with base 10: 'soon'",
                "startsecs=1.5|invalid literal for int() with base 10: '1.5'",
                "stopsignal=SIGNOPE|value 'SIGNOPE' is not a valid signal name",
                "stopsignal=99|value '99' is not a valid signal number",
                "exitcodes=a|not a valid list of exit codes: 'a'",
                "exitcodes=256|not a valid list of exit codes: '256'",
                "umask=9|9 can not be converted to an octal type",
                "stdout_logfile_maxbytes=lots|invalid literal for int() with base 10: 'lots'",
                "stdout_logfile_maxbytes=1TB|invalid literal for int() with base 10: '1tb'",
                "user=no-such-user-here|Invalid user name no-such-user-here",
                "user=-1|Invalid user id -1",
                "user=4294967296|Invalid user id 4294967296",
                "user=4294967295|Invalid user id 4294967295",
                "user=54321|Invalid user id 54321",
                "stopsignal=32|value '32' is not a valid signal number",
                "stopsignal=40|value '40' is not a valid signal number",
                "stopsignal=33|value '33' is not a valid signal number",
                "stopsignal=-1|value '-1' is not a valid signal number",
                "stdout_logfile=/no/such/dir/x|The directory named as part of the path /no/such/dir/x does not exist",
                "numprocs=2|%(process_num) must be present within process_name when numprocs > 1",
                "process_name=a:b|Invalid name: 'a:b' because of character: ':'",
                "environment=KEY|Unexpected end of key/value pairs in value 'KEY'",
                "`command=cat 50%d`|`Format string 'cat 50%d' for 'program:x.command' is badly formatted: %d format: a "
                        + "real number is required, not dict`",
                "command=cat %|Format string 'cat %' for 'program:x.command' is badly formatted: incomplete format"
            })
    void badValuesOfAProgram(String line, String text) {
        assertThat(refusal(Loading.MAIN + CAT + line + "\n"))
                .isEqualTo(text + " in section 'program:x' (file: '" + folder + "/main.conf')");
    }

    @Test
    void stopasgroupNeedsKillasgroup() {
        assertThat(refusal(Loading.MAIN + CAT + "stopasgroup=true\nkillasgroup=false\n"))
                .startsWith("Cannot set stopasgroup=true and killasgroup=false in section 'program:x'");
    }

    @Test
    void anUnknownNameIsNamed() {
        assertThat(refusal(Loading.MAIN + CAT + "directory=%(nope)s\n"))
                .startsWith("Format string '%(nope)s' for 'program:x.directory' contains names ('nope') which cannot "
                        + "be expanded. Available names: ENV_CONF_WORD, group_name, here, host_node_name, numprocs, "
                        + "process_num, program_name in section");
    }

    @Test
    void whatIsTheSameForAllProcessesCannotUseTheirNumber() {
        assertThat(refusal(Loading.MAIN + CAT + "startsecs=%(process_num)d\n"))
                .contains("contains names ('process_num')");
    }

    @Test
    void aProgramNeedsACommand() {
        ConfigException refusal = loading.refusal(Loading.MAIN + "[program:x]\ncomand=cat\n");

        assertThat(refusal.supervisordText())
                .isEqualTo("program section program:x does not specify a command in section 'program:x' (file: '"
                        + folder + "/main.conf')");
        assertThat(refusal.report())
                .contains("line 2  [program:x] no command  expected a line such as: command = /usr/bin/web; is "
                        + "\"comand\" meant to be it?")
                .contains("[program:x] comand: unknown key; did you mean \"command\"?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "loglevel=chatty|bad logging level name 'chatty'",
                "loglevel=warning|bad logging level name 'warning'",
                "minfds=many|invalid literal for int() with base 10: 'many'",
                "childlogdir=/no/such/dir|/no/such/dir is not an existing directory",
                "logfile=/no/such/dir/x|The directory named as part of the path /no/such/dir/x does not exist",
                "nodaemon=perhaps|not a valid boolean value: 'perhaps'",
                "user=no-such-user-here|Invalid user name no-such-user-here",
                "user=54321|Invalid user id 54321",
                "umask=x|x can not be converted to an octal type",
                "environment=A=|Unexpected end of key/value pairs in value 'A='"
            })
    void badValuesOfTheDaemon(String line, String text) {
        assertThat(refusal("[supervisord]\n" + line + "\n")).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``|`not a valid port number: '' `",
                "127.0.0.1:|no port number specified in ''",
                "127.0.0.1:abc|invalid literal for int() with base 10: 'abc'",
                "70000|`not a valid port number: '70000' `",
                "127.0.0.1:70000|70000 is above upper bound (65535)",
                "0|`not a valid port number: '0' `",
                "http://127.0.0.1:80|not a host: 'http://127.0.0.1'",
                "tcp://*:80|not a host: 'tcp://*'"
            })
    void badPorts(String value, String text) {
        assertThat(refusal(Loading.MAIN + "[inet_http_server]\nport=" + value + "\n"))
                .isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[inet_http_server]|section [inet_http_server] has no port value",
                "[inet_http_server]!port=1!username=me|Section [inet_http_server] contains incomplete authentication: "
                        + "If a username or a password is specified, both the username and password must be specified",
                "[unix_http_server]!chmod=0700|section [unix_http_server] has no file value",
                "[unix_http_server]!file=/tmp/x!chmod=9|Invalid chmod value 9",
                "[unix_http_server]!file=/tmp/x!chown=nobody:no-group-here|Invalid sockchown value"
                        + " nobody:no-group-here",
                "[unix_http_server]!file=/tmp/x!chown=54321|Invalid sockchown value 54321",
                "[unix_http_server]!file=/tmp/x!chown=0:54321|Invalid sockchown value 0:54321",
                "[rpcinterface:supervisor]|section [rpcinterface:supervisor] does not specify a "
                        + "supervisor.rpcinterface_factory",
                "[rpcinterface:supervisor]!supervisor.rpcinterface_factory=|`(\"EntryPoint must be in "
                        + "'name=module:attrs [extras]' format\", 'x=')`",
                "[rpcinterface:supervisor]!supervisor.rpcinterface_factory=a b|`(\"EntryPoint must be in "
                        + "'name=module:attrs [extras]' format\", 'x=a b')`",
                "[rpcinterface:supervisor]!supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterfac|supervisor.rpcinterface:make_main_rpcinterfac"
                    + " cannot be resolved within [rpcinterface:supervisor]",
                "[rpcinterface:x]!supervisor.rpcinterface_factory=Supervisor.rpcinterface:make_main_rpcinterface|"
                        + "Supervisor.rpcinterface:make_main_rpcinterface cannot be resolved within [rpcinterface:x]",
                "[fcgi-program:x]!command=c!socket=unix:///tmp/x!socket_owner=-1|Invalid socket_owner value -1",
                "[include]|.ini file has [include] section, but no files setting",
                "[group:g]!programs=ghost|[group:g] names unknown program or fcgi-program ghost",
                "[program:a b]!command=c|Invalid name: 'a b' because of character: ' '",
                "[program:a:b]!command=c|Invalid name: 'a:b' because of character: ':'",
                "[eventlistener:x]!command=c|[eventlistener:x] section requires an \"events\" line",
                "[eventlistener:x]!command=c!events=NOPE|Unknown event type NOPE in [eventlistener:x] events",
                "[eventlistener:x]!command=c!events=TICK!buffer_size=0|[eventlistener:x] section sets invalid "
                        + "buffer_size (0)",
                "[eventlistener:x]!command=c!events=TICK!redirect_stderr=true|[eventlistener:x] section sets "
                        + "redirect_stderr=true but this is not allowed because it will interfere with the "
                        + "eventlistener protocol",
                "[fcgi-program:x]!command=c|[fcgi-program:x] section requires a \"socket\" line",
                "[fcgi-program:x]!command=c!socket=tcp://h:1!socket_backlog=0|Invalid socket_backlog value 0",
                "[fcgi-program:x]!command=c!socket=tcp://h:1!socket_mode=0700|socket_owner and socket_mode params"
                        + " should only be used with a Unix domain socket in [fcgi-program:x] socket"
            })
    void badSections(String lines, String text) {
        assertThat(refusal(Loading.MAIN + lines.replace('!', '\n') + "\n")).isEqualTo(text);
    }

    @Test
    void aFileWithoutItsSection() {
        assertThat(refusal(CAT)).isEqualTo(".ini file does not include supervisord section");
        assertThat(refusal("")).isEqualTo(".ini file does not include supervisord section");
    }

    @Test
    void aFileThatIsNotThere() {
        Path missing = folder.resolve("nowhere.conf");
        ConfigException refusal = catchThrowableOfType(
                ConfigException.class, () -> Configuration.load(missing, Map.of(), Overrides.NONE, Loading.USERS));

        assertThat(refusal.supervisordText()).isEqualTo("could not find config file " + missing);
    }

    @Test
    void aFileThatCannotBeRead() {
        ConfigException refusal = catchThrowableOfType(
                ConfigException.class, () -> Configuration.load(folder, Map.of(), Overrides.NONE, Loading.USERS));

        assertThat(refusal.supervisordText()).isEqualTo("could not read config file " + folder);
    }

    @Test
    void linesThatMeanNothing() {
        ConfigException refusal = loading.refusal(Loading.MAIN + "[program:x\ncommand=cat\nnonsense\n");

        assertThat(refusal.supervisordText())
                .isEqualTo("Source contains parsing errors: '" + folder
                        + "/main.conf'\n\t[line  2]: '[program:x\\n'\n\t[line  4]: 'nonsense\\n'");
        assertThat(refusal.report()).contains("line 4  nonsense    expected a line such as: key = value");
    }

    @Test
    void anIncludedFileIsBlamedByItsName() {
        Path included = loading.file("d/x.conf", "[program:x]\ncommand=c\nstartsecs=soon\n");
        ConfigException refusal = loading.refusal(Loading.MAIN + "[include]\nfiles=d/*\n");

        assertThat(refusal.supervisordText()).endsWith(" in section 'program:x' (file: '" + included + "')");
        assertThat(refusal.report())
                .contains(included
                        + " line 3  [program:x] startsecs = soon  expected whole seconds, such as: startsecs = 1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "username = u | password = | password is empty",
                "username = u | password = {SHA}abc | password begins like a hash",
                "username = u | password = {SSHA}0123456789012345678901234567890123456789 | password begins like a"
                        + " hash",
                "username = u | password = {sha}084a3501edef6845f2f1e4198ec3a2b81cf5c6bc | password begins like a hash",
                "username = u:v | password = p | username has a colon",
            })
    void aLoginThatNoUserOrEveryUserCanUseIsAProblem(String user, String password, String text) {
        for (String server : List.of("[inet_http_server]\nport = 9001\n", "[unix_http_server]\nfile = /tmp/x\n")) {
            assertThat(refusal(Loading.MAIN + server + user + "\n" + password + "\n"))
                    .startsWith(text);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{SSHA}hunter2",
                "hunter2 50%",
                "%(hunter2",
                "%(ENV_NOPE)s hunter2",
                "hunter2\0",
                "%(hunter2)s",
                "hunter2'\\%(x)s"
            })
    void aPasswordIsShownInNoMessage(String password) {
        for (String server : List.of("[inet_http_server]\nport = 9001\n", "[unix_http_server]\nfile = /tmp/x\n")) {
            ConfigException refusal =
                    loading.refusal(Loading.MAIN + server + "username = u\npassword = " + password + "\n");

            assertThat(refusal.supervisordText() + refusal.report())
                    .contains("password")
                    .doesNotContain("hunter2");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http_max_body = 0",
                "http_max_body = lots",
                "http_max_memory = much",
                "http_max_connections = 0",
                "http_max_strangers = none",
                "http_idle_secs = 0",
                "http_header_secs = -1",
            })
    void limitsMustLeaveSomething(String line) {
        assertThat(loading.refusal(Loading.MAIN + line + "\n").report())
                .contains("[supervisord] " + line)
                .contains("expected");
    }

    @Test
    void allProblemsAreReportedAtOnce() {
        ConfigException refusal = loading.refusal(Loading.MAIN + """
            loglevel = chatty
            [program:web]
            command = /bin/cat
            startsecs = soon
            autostart = maybe
            [group:g]
            programs = wbe
            [eventlistener:l]
            command = x
            events = TICK_6
            """);

        assertThat(refusal.problems()).hasSize(5);
        assertThat(refusal.supervisordText()).isEqualTo("bad logging level name 'chatty'");
        assertThat(refusal.report())
                .startsWith(
                        "main.conf has 5 problems; nothing was started.\n  line 2   [supervisord] loglevel = chatty")
                .contains("expected true or false (yes, no, on, off, 1, 0), such as: autostart = true")
                .contains("there is no program \"wbe\"; did you mean \"web\"?")
                .contains("there is no event type \"TICK_6\"; did you mean \"TICK_5\"?");
    }

    @Test
    void unknownKeysAndSectionsAreOnlyWarnings() throws ConfigException {
        Loaded loaded = loading.load(Loading.MAIN + "nodemon=true\n" + CAT
                + "autorestrat=true\nautostart=true\nautostart=false\ncommand=sh -c \"a ; b\"\n[prgram:y]\n[other]\n");

        assertThat(loaded.warnings())
                .extracting(Warning::toString)
                .containsExactlyInAnyOrder(
                        folder + "/main.conf:2: [supervisord] nodemon: unknown key; did you mean \"nodaemon\"?",
                        folder + "/main.conf:5: [program:x] autorestrat: unknown key; did you mean \"autorestart\"?",
                        folder + "/main.conf:7: [program:x] autostart: replaces the value in line 6",
                        folder + "/main.conf:8: [program:x] command: replaces the value in line 4",
                        folder
                                + "/main.conf:8: [program:x] command: a comment sign after a blank cuts the value"
                                + " inside quotes; leave out the blank before it",
                        folder + "/main.conf:9: [prgram:y] unknown section; did you mean [program:y]?",
                        folder + "/main.conf:10: [other] unknown section");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[supervisor]|line 1 has [supervisor]; did you mean [supervisord]?",
                "[Supervisord]|line 1 has [Supervisord]; did you mean [supervisord]?",
                "[supervisord ]|line 1 has [supervisord ]; did you mean [supervisord]?",
                "[supervisord|line 1  [supervisord  expected a closing bracket, such as: [supervisord]",
                "[supervisord]![include]!file=x|no files  expected a line such as: files = conf.d/*.conf; is \"file\""
                        + " meant to be it?",
                "[supervisord]![inet_http_server]!prot=80|is \"prot\" meant to be it?",
                "[supervisord]![program:a b]!command=c|line 2  [program:a b]  expected a name without blank, colon and"
                        + " slash",
                "[supervisord]![eventlistener:l]!command=c!events=PROCESS_STATE_CHANGE|did you mean \"PROCESS_STATE\"?",
                "[supervisord]![program:a]!command=c![group:g]!programs=a,|expected names with a comma between them,"
                        + " and none at the end",
                "[supervisord]![program:a]!command=%(programname)s|unknown name (programname); did you mean"
                        + " \"program_name\"?; known: group_name, here, host_node_name, numprocs, process_num,"
                        + " program_name, and ENV_X",
                "[supervisord]![program:a]!command=c!directory=%(here)/x|expected a letter after %(here), such as"
                        + " %(here)s",
                "[supervisord]![program:a]!command=c!process_name=a_%(process_num)|expected a letter after"
                        + " %(process_num), such as %(process_num)s",
                "[supervisord]![program:a]!command=c![group:g]!programs=a b|there is no program \"a b\"; put commas"
                        + " between names",
                "[supervisord]![eventlistener:l]!command=c!events=TICK_5 TICK_60|; put commas between names",
                "[supervisord]![program:a]!command=%(a'b)s|unknown name (a'b); known: group_name",
                "[supervisord]![inet_http_server]!port=9001!username=u!password=%(abc)s|line 5  [inet_http_server]"
                        + " password = ***  expected %% for a percent sign, %(name)s for a value, such as",
                "[supervisord]![eventlistener:l]!command=c!events=TICK_5!result_handler=|line 5  [eventlistener:l]"
                        + " result_handler =  expected no such line, or result_handler = supervisor.dispatchers:",
                "[supervisord]![eventlistener:l]!command=c!events=TICK_5!result_handler=supervisor.dispatchers:other|"
                        + "expected no such line, or result_handler = supervisor.dispatchers:default_handler",
                "[supervisord]![fcgi-program:a]!command=c!socket=tcp://h:1!socket_owner=root|line 5  [fcgi-program:a] "
                        + "socket_owner = root  expected no such line",
                "[supervisord]![fcgi-program:a]!command=c!socket=tcp://h:0|with a port of 1 to 65535",
                "[supervisord]![program:a]!command=c!environment=A=1,! ; a comment!  B=2,!  C,!  D=4|line 7 "
                        + " [program:a] environment: C  expected pairs",
                "[supervisord]!environment=A=1 2,B=3|environment: A=1 2  expected pairs",
                "[supervisord]!environment=A=\"1|environment: A=\"1  expected pairs",
                "[supervisord]![program:a]!command=c!numprocs_start=2147483647!numprocs=2!process_name=%(process_num)d|"
                        + "line 4  [program:a] numprocs_start = 2147483647  expected a number such that",
            })
    void saysWhatWasMeantAndWhere(String lines, String text) {
        assertThat(loading.refusal(lines.replace('!', '\n') + "\n").report()).contains(text);
    }

    @Test
    void whatFollowsFromAProblemIsNotReportedBesideIt() {
        assertThat(loading.refusal(Loading.MAIN + CAT + "stdout_logfile=/no/such/dir/x\nstdout_logfile_maxbytes=0\n"
                                + "numprocs=3\nprocess_name=a:%(process_num)d\n")
                        .report())
                .doesNotContain("AUTO logging")
                .doesNotContain("two processes");
        assertThat(loading.refusal("[supervisord]\nenvironment=A\n[program:x]\ncommand=%(ENV_A)s\n")
                        .problems())
                .hasSize(1);
    }

    @Test
    void aKeyThatRecursIsOneWarningThatNamesAllPlaces() throws ConfigException {
        assertThat(loading.load(Loading.MAIN + "[program:a]\ncommand=c\ncmd_x=1\n[program:b]\ncommand=c\ncmd_x=1\n")
                        .warnings())
                .extracting(Warning::toString)
                .containsExactly(folder + "/main.conf:4: [program:a] cmd_x: unknown key; also in [program:b] line 7");
    }

    @Test
    void controlCharactersAreShownAsEscapes() throws ConfigException {
        ConfigException refusal = loading.refusal("[supervisord]\nloglevel=\u001b[31mred\u009b\u202e\n");

        assertThat(refusal.report()).contains("loglevel = \\x1b[31mred\\x9b\\u202e");
        assertThat(refusal.supervisordText()).doesNotContain("\u001b");
        Loaded loaded = loading.load("[supervisord]\nidentifier=\u001b]0;x\n\u001bk=1\n");
        assertThat(Check.of(loaded)).doesNotContain("\u001b").contains("\\x1bk: unknown key");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "startsecs=-1|startsecs: is below zero and counts as 0",
                "stopwaitsecs=99999999999|stopwaitsecs: is above 2147483647 and counts as that",
                "startretries=-1|startretries: is below zero and counts as 0",
                "priority=99999999999|priority: is above 2147483647 and counts as that",
                "priority=-99999999999|priority: is below -2147483648 and counts as that",
                "stdout_logfile_backups=-1|stdout_logfile_backups: is below zero and counts as 0",
                "stdout_logfile_maxbytes=-1KB|stdout_logfile_maxbytes: is below zero and counts as 0",
                "stdout_logfile_maxbytes=99999999999999GB|stdout_logfile_maxbytes: is above 9223372036854775807 and"
                        + " counts as that",
                "umask=7022|umask: counts as 022",
                "numprocs=0|numprocs: is below 1: there will be no process"
            })
    void whatIsReplacedByTheNearestPossibleValueIsWarnedOf(String line, String text) throws ConfigException {
        assertThat(loading.load(Loading.MAIN + CAT + line + "\n").warnings())
                .extracting(Warning::toString)
                .contains(folder + "/main.conf:4: [program:x] " + text);
    }

    @Test
    void theLastProcessMayHaveTheLastNumber() throws ConfigException {
        assertThat(loading.program(Loading.MAIN + CAT + "numprocs_start=2147483647\nprocess_name=p%(process_num)d\n")
                        .name()
                        .process())
                .isEqualTo("p2147483647");
    }

    @Test
    void aWarningAboutAFileNamesTheFile() throws Exception {
        java.nio.file.Files.createDirectories(folder.resolve("d/sub"));

        assertThat(loading.load(Loading.MAIN + "[include]\nfiles=d/*\n[program x]\ncommand=c\n")
                        .warnings())
                .extracting(Warning::toString)
                .containsExactly(
                        folder + "/d/sub: is left out, it cannot be read: Is a directory",
                        folder + "/main.conf:4: [program x] unknown section; did you mean [program:x]?");
    }
}
