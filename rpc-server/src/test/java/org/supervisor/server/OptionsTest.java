package org.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.supervisor.server.config.Overrides.Option;

class OptionsTest {
    @ParameterizedTest
    @ValueSource(strings = {"--config a.ini", "--config=a.ini", "--conf a.ini", "-config a.ini", "-c a.ini", "-ca.ini"})
    void takesTheConfigurationInEveryFormOfTheOriginals(String line) {
        assertThat(run(Program.SUPERVISOR, line).configuration()).isEqualTo(Path.of("a.ini"));
    }

    @Test
    void takesLettersTogetherAsSupervisordDoes() {
        Invocation invocation = run(Program.SUPERVISORD, "-nc a.conf -e debug");

        assertThat(invocation.configuration()).isEqualTo(Path.of("a.conf"));
        assertThat(invocation.overrides().get(Option.NODAEMON)).contains("true");
        assertThat(invocation.overrides().get(Option.LOGLEVEL)).contains("debug");
    }

    @Test
    void theWholeNameOfAnOptionIsMeantEvenIfAnotherBeginsWithIt() {
        Invocation invocation = run(Program.SUPERVISORD, "-c a.conf --logfile a.log --logfile_maxbytes 1MB");

        assertThat(invocation.overrides().get(Option.LOGFILE)).contains("a.log");
        assertThat(invocation.overrides().get(Option.LOGFILE_MAXBYTES)).contains("1MB");
    }

    @ParameterizedTest
    @CsvSource({
        "--foo, option --foo not recognized",
        "--logf x, option --logf not a unique prefix",
        "-c, option --configuration requires argument",
        "-c a -c b, conflicting command line option '--configuration'",
        "-c a more, positional arguments are not supported: [more]",
        "--explain-key comand, there is no key \"comand\"; did you mean \"command\"?",
    })
    void reportsWhatIsWrongWithACall(String line, String message) {
        assertThat(Options.parse(Program.SUPERVISORD, line.split(" "))).isEqualTo(new Options.Outcome.Misuse(message));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-h", "-?", "--help"})
    void explainsItself(String line) {
        assertThat(Options.parse(Program.SUPERVISOR, line.split(" ")))
                .isInstanceOfSatisfying(
                        Options.Outcome.Answer.class,
                        answer -> assertThat(answer.text())
                                .startsWith("supervisor - v")
                                .contains("--config <FILE>", "Examples:"));
    }

    @ParameterizedTest
    @EnumSource(Program.class)
    void explainsAKeyUnderBothNames(Program program) {
        assertThat(Options.parse(program, new String[] {"--explain-key", "stopwaitsecs"}))
                .isInstanceOfSatisfying(
                        Options.Outcome.Answer.class,
                        answer -> assertThat(answer.text()).contains("stopwaitsecs", "stop-wait-secs", "default: 10"));
    }

    private static Invocation run(Program program, String line) {
        return switch (Options.parse(program, line.split(" "))) {
            case Options.Outcome.Run(Invocation invocation) -> invocation;
            case Options.Outcome.Answer(String text) -> throw new AssertionError(text);
            case Options.Outcome.Misuse(String text) -> throw new AssertionError(text);
        };
    }
}
