package org.supervisor.server.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VariablesFileTest {
    private static Map<String, String> parse(String text) throws IOException {
        return VariablesFile.parse("env_file f", text);
    }

    @Test
    void commentsAndEmptyLinesAreSkipped() throws IOException {
        assertThat(parse("# one=1\n; two=2\n\n  # three\n A=1 # no comment\n#B=\\\nC=3"))
                .isEqualTo(Map.of("A", "1 # no comment", "C", "3"));
    }

    @Test
    void blanksAroundNamesAndValuesDoNotCount() throws IOException {
        assertThat(parse("  A = two words \t\nB=\nC=x\r\n")).isEqualTo(Map.of("A", "two words", "B", "", "C", "x"));
    }

    @Test
    void quotesKeepWhatIsBetweenThem() throws IOException {
        assertThat(parse("A=\" b \"\n"
                        + "B='c\\n"
                        + "$x'\n"
                        + "C=\"d\\\"e\\\\f\\$g\\h\"\n"
                        + "D=\"two\n"
                        + "lines\"\n"
                        + "E=\"x\" 'y'z\n"
                        + "F=it's\n"
                        + "G=a\\ \n"))
                .isEqualTo(Map.of(
                        "A",
                        " b ",
                        "B",
                        "c\\n$x",
                        "C",
                        "d\"e\\f$g\\h",
                        "D",
                        "two\nlines",
                        "E",
                        "xyz",
                        "F",
                        "it's",
                        "G",
                        "a "));
    }

    @Test
    void aBackslashContinuesALine() throws IOException {
        assertThat(parse("A=one \\\n  two\nB=\"one\\\ntwo\"\nC=x\\"))
                .isEqualTo(Map.of("A", "one   two", "B", "onetwo", "C", "x"));
    }

    @Test
    void theLastOfANameCounts() throws IOException {
        assertThat(parse("A=1\nA=2")).isEqualTo(Map.of("A", "2"));
    }

    @ParameterizedTest
    @CsvSource({
        "export A=1, 'line 2: expected NAME=value, found: export A=1'",
        "2=3, 'line 2: expected NAME=value, found: 2=3'",
        "word, 'line 2: expected NAME=value, found: word'",
        "A=\"x, 'line 2: expected another \" after, found: \"x'"
    })
    void whatIsNoVariableIsAProblemWithItsLine(String line, String message) {
        assertThatThrownBy(() -> parse("OK='1'\n" + line))
                .isInstanceOf(IOException.class)
                .hasMessage("env_file f, " + message);
    }

    @Test
    void linesAreCountedThroughQuotesAndContinuations() {
        assertThatThrownBy(() -> parse("A=\"1\n2\"\nB=3\\\n4\nbad")).hasMessageContaining("line 5:");
    }
}
