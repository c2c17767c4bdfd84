package org.supervisor.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.supervisor.server.process.Command;

class CommandLineTest {
    @Test
    void supervisordSplitsLikeAShellAndRunsNone() {
        String text =
                "prog \"two words\" 'single quoted' back\\\\slash mixed\"in one\"'word' \"\" a\\ b $HOME *.py ~ `x` #y";

        assertThat(CommandLine.supervisord(text).words())
                .containsExactly(
                        "prog",
                        "two words",
                        "single quoted",
                        "back\\slash",
                        "mixedin oneword",
                        "",
                        "a b",
                        "$HOME",
                        "*.py",
                        "~",
                        "`x`",
                        "#y");
    }

    @Test
    void aBackslashInsideDoubleQuotesEscapesOnlyItselfAndTheQuote() {
        assertThat(CommandLine.supervisord("x \"a\\\"b\\\\c\\d\" '\\'").words())
                .containsExactly("x", "a\"b\\c\\d", "\\");
    }

    @Test
    void aLineBreakSeparatesWords() {
        assertThat(CommandLine.supervisord("x\ny\t z").words()).containsExactly("x", "y", "z");
    }

    @Test
    void whatCannotBeSplitIsRefusedWhenItIsStarted() {
        assertThat(CommandLine.supervisord("x \"y"))
                .isEqualTo(new Command.Unusable("x \"y", "can't parse command 'x \"y': No closing quotation"));
        assertThat(CommandLine.supervisord("it's"))
                .isEqualTo(new Command.Unusable("it's", "can't parse command \"it's\": No closing quotation"));
        assertThat(CommandLine.supervisord("x \\"))
                .isEqualTo(new Command.Unusable("x \\", "can't parse command 'x \\\\': No escaped character"));
        assertThat(CommandLine.supervisord(" ")).isEqualTo(new Command.Unusable(" ", "command is empty"));
    }

    @Test
    void perlRunsWordsWithoutAShell() {
        assertThat(CommandLine.perl("  /bin/prog  --x=1   a,b %d ^ "))
                .isEqualTo(new Command.Direct(
                        "/bin/prog  --x=1   a,b %d ^", List.of("/bin/prog", "--x=1", "a,b", "%d", "^")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a | b",
                "a; b",
                "a && b",
                "echo $X",
                "a > f",
                "a < f",
                "echo *",
                "echo ?",
                "echo [a]",
                "(a)",
                "{ a; }",
                "echo 'x'",
                "echo \"x\"",
                "a \\b",
                "echo `x`",
                "cd ~",
                "a\nb",
                "exec a b",
                "X=1 a"
            })
    void perlAsksAShellWhenThereIsWorkForIt(String text) {
        assertThat(CommandLine.perl(text)).isEqualTo(new Command.Shell(text));
    }
}
