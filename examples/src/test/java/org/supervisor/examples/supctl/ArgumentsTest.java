package org.supervisor.examples.supctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArgumentsTest {
    private static Arguments parse(String commandLine) {
        return Arguments.parse(commandLine.split(" ", -1));
    }

    @ParameterizedTest
    @CsvSource({
        "--start web, start",
        "-start web, start",
        "--start=web, start",
        "--sto web, stop",
        "-stop web, stop",
        "--STATUS web, status",
        "--r web, reload",
        "--kill web, kill",
        "--start db --stop web, stop",
        "--status web --start db --port 1, start",
        "--stop-supervisor, stop-supervisor"
    })
    void readsTheOriginalsOptionsAsGetoptLongDoes(String commandLine, String command) {
        assertThat(parse(commandLine).perlCommand()).hasValue(command);
    }

    @ParameterizedTest
    @CsvSource({
        "--st web, option --st is ambiguous (start; stop; status)",
        "--sta web, option --sta is ambiguous (start; status)",
        "--nonsense, option --nonsense not recognized",
        "-x, option -x not recognized",
        "--port, option --port requires argument",
        "--start web status, found --start and status; expected one command; an option or a word"
    })
    void reportsWhatItCannotUnderstand(String commandLine, String complaint) {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> parse(commandLine))
                .withMessage(complaint.replace("; ", ", ").replace("status, expected", "status; expected"));
    }

    @Test
    void readsSupervisorctlsShortOptions() {
        Arguments arguments = parse("-c f.conf -s unix:///s -u me -psecret -i tail -100 web stderr");
        assertThat(arguments.option("configuration")).hasValue("f.conf");
        assertThat(arguments.option("serverurl")).hasValue("unix:///s");
        assertThat(arguments.option("username")).hasValue("me");
        assertThat(arguments.option("password")).hasValue("secret");
        assertThat(arguments.isSessionWanted()).isTrue();
        assertThat(arguments.words()).containsExactly("tail", "-100", "web", "stderr");
    }

    @ParameterizedTest
    @CsvSource({"--help", "-h", "-?", "--he"})
    void recognizesRequestsForHelp(String option) {
        assertThat(parse(option).isHelpWanted()).isTrue();
    }

    @Test
    void takesJsonBeforeAndAfterTheVerb() {
        assertThat(parse("--json status").isJsonWanted()).isTrue();
        assertThat(parse("status --json web").isJsonWanted()).isTrue();
        assertThat(parse("status --json web").words()).containsExactly("status", "web");
    }
}
