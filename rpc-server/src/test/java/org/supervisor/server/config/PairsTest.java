package org.supervisor.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every expectation here was seen with supervisord 4.2.5. */
class PairsTest {
    @Test
    void pairsStandBetweenCommas() throws BadValue {
        assertThat(Pairs.parse("A=1,B=\"two words\",C='with,comma',D=a/b.c-d:e+f(g),E=\"\",F=\"q=r\","))
                .containsExactly(
                        Map.entry("A", "1"),
                        Map.entry("B", "two words"),
                        Map.entry("C", "with,comma"),
                        Map.entry("D", "a/b.c-d:e+f(g)"),
                        Map.entry("E", ""),
                        Map.entry("F", "q=r"));
    }

    @Test
    void aLineMayEndAfterAComma() throws BadValue {
        assertThat(Pairs.parse("\nA=\"1\",\nB=\"2\"")).containsOnly(Map.entry("A", "1"), Map.entry("B", "2"));
    }

    @Test
    void anySingleSignSeparates() throws BadValue {
        assertThat(Pairs.parse("A=1;B=2")).containsOnly(Map.entry("A", "1"), Map.entry("B", "2"));
    }

    @Test
    void allQuotesAtTheEndsAreStripped() throws BadValue {
        assertThat(Pairs.parse("A='say \"x\"'")).containsEntry("A", "say \"x");
    }

    @Test
    void aHashHidesTheRestOfItsLine() throws BadValue {
        assertThat(Pairs.parse("A=a#b,B=2")).containsOnly(Map.entry("A", "a"));
    }

    @Test
    void nothingIsNoPairs() throws BadValue {
        assertThat(Pairs.parse("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"KEY", "A=", "A=1 B=2", "A=a@b", "A=1,B", "A=\u00e9\u00e9x"})
    void whatIsNoPairIsRefused(String text) {
        assertThatThrownBy(() -> Pairs.parse(text))
                .hasMessage("Unexpected end of key/value pairs in value '" + text + "'");
    }

    @Test
    void aQuoteMustBeClosed() {
        assertThatThrownBy(() -> Pairs.parse("A=\"x")).hasMessage("No closing quotation");
    }
}
