package org.supervisor.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every expectation here was seen with Python 3.11. */
class PercentFormatTest {
    private static final Map<String, Object> NAMES = Map.of("a", "xyz", "n", 7, "m", -12, "q", "it's");

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "plain,plain",
                "%(a)s,xyz",
                "%(n)d and %(n)s,7 and 7",
                "%(n)02d,07",
                "%(n)5d|,`    7|`",
                "%(n)-5d|,`7    |`",
                "%(n)+d,+7",
                "%(n) 05d,` 0007`",
                "%(m)05d,-0012",
                "%(n).3d,007",
                "%(n)x %(n)#x %(m)X,7 0x7 -C",
                "%(n)o,7",
                "%(n)ld,7",
                "%(a).1s|%(a)5s|%(a)-5s|,`x|  xyz|xyz  |`",
                "%(q)r,\"it's\"",
                "100%%,100%",
                "%%(a)s,%(a)s"
            })
    void expandsAsPython(String template, String expected) throws BadValue {
        assertThat(PercentFormat.expand(template, NAMES, "label")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "50%,incomplete format",
                "%(a),incomplete format",
                "%(a)l,incomplete format",
                "%(a,incomplete format key",
                "`50%d`,`%d format: a real number is required, not dict`",
                "`%(a)d`,`%d format: a real number is required, not str`",
                "`%(a)x`,`%x format: an integer is required, not str`",
                "%q,unsupported format character 'q' (0x71) at index 1",
                "%(a)%,unsupported format character '%' (0x25) at index 4",
                "%(a)*d,* wants int",
                "%(a)c,%c requires int or char"
            })
    void refusesAsPython(String template, String why) {
        assertThatThrownBy(() -> PercentFormat.expand(template, NAMES, "program:x.command"))
                .isInstanceOf(BadValue.class)
                .hasMessage("Format string '" + template + "' for 'program:x.command' is badly formatted: " + why);
    }

    @Test
    void namesWhatCanBeUsedWhenANameIsUnknown() {
        assertThatThrownBy(() -> PercentFormat.expand("%(nope)s", NAMES, "program:x.command"))
                .hasMessage("Format string '%(nope)s' for 'program:x.command' contains names ('nope') which cannot be "
                        + "expanded. Available names: a, m, n, q");
    }

    @Test
    void refusesAConversionWithoutAName() {
        assertThatThrownBy(() -> PercentFormat.expand("date +%s", NAMES, "x.y"))
                .hasMessageContaining("a name in parentheses is expected after %, or %% for a percent sign");
    }
}
