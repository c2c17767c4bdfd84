package org.supervisor.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.supervisor.server.engine.RefusedException;

class XmlWriterTest {
    private final XmlWriter writer = new XmlWriter();

    private String written(Object value) {
        writer.clear();
        writer.response(value);
        return StandardCharsets.UTF_8.decode(writer.written()).toString();
    }

    @Test
    void beginsWithADeclaration() {
        assertThat(written("x")).isEqualTo("""
            <?xml version='1.0'?>
            <methodResponse>
            <params>
            <param>
            <value><string>x</string></value>
            </param>
            </params>
            </methodResponse>
            """);
    }

    @Test
    void writesFaultsAsStructs() {
        writer.fault(new Fault(10, "BAD_NAME: <x>"));
        assertThat(StandardCharsets.UTF_8.decode(writer.written()).toString())
                .contains("<fault>", "<name>faultCode</name>\n<value><int>10</int></value>", "BAD_NAME: &lt;x&gt;");
    }

    @Test
    void capsNumbersToTheWiresInt() {
        assertThat(written(3L << 30)).contains("<int>2147483647</int>");
        assertThat(written(-(3L << 30))).contains("<int>-2147483648</int>");
        assertThat(written(-1)).contains("<int>-1</int>");
        assertThat(written(0.5)).contains("<double>0.5</double>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gr\u00fc\u00dfe, \u4e16\u754c, \uD83C\uDF89 \u2014 end\n\ttab",
                "",
                "]]> & <b> \"q\" 'a'",
                "a\r\nb\rc"
            })
    void survivesTheTrip(String text) throws Exception {
        assertThat(RpcEndpointTest.parse(written(text))).isEqualTo(text);
    }

    @Test
    void replacesWhatXmlForbids() throws Exception {
        assertThat(RpcEndpointTest.parse(written("\u001b[1mbold\u0000\u0007 \uD800x \uDC00 \uFFFE \uFFFF")))
                .isEqualTo("\uFFFD[1mbold\uFFFD\uFFFD \uFFFDx \uFFFD \uFFFD \uFFFD");
    }

    @Test
    void carriesEveryCharacterOrItsReplacement() throws Exception {
        StringBuilder all = new StringBuilder();
        for (int c = 0; c <= Character.MAX_VALUE; c++) {
            all.append((char) c).append(' ');
        }
        String back = (String) RpcEndpointTest.parse(written(all.toString()));
        assertThat(back).hasSameSizeAs(all);
        for (int c = 0; c <= Character.MAX_VALUE; c++) {
            boolean isForbidden =
                    (c < ' ' && c != '\t' && c != '\n' && c != '\r') || Character.isSurrogate((char) c) || c >= 0xFFFE;
            assertThat((int) back.charAt(2 * c)).isEqualTo(isForbidden ? 0xFFFD : c);
        }
    }

    @Test
    void nestsArraysAndStructs() throws Exception {
        assertThat((Map<?, ?>) RpcEndpointTest.parse(written(Map.of("a", List.of(1, true), "b", List.of()))))
                .hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"4000", "4096", "5000", "100000"})
    void growsWithWhatIsWritten(int size) throws Exception {
        char[] text = new char[size];
        Arrays.fill(text, '\u00fc');
        assertThat(RpcEndpointTest.parse(written(new String(text)))).isEqualTo(new String(text));
        Arrays.fill(text, '&');
        assertThat(RpcEndpointTest.parse(written(new String(text)))).isEqualTo(new String(text));
    }

    @Test
    void refusesWhatTheWireHasNoTypeFor() {
        assertThatThrownBy(() -> written(new Object())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void copiesItsTextSeldomWhereTheBudgetEnds() {
        ByteBudget budget = new ByteBudget(1 << 20);
        writer.begin(budget.share());
        writer.beginArray();
        Set<Integer> sizes = new HashSet<>();

        assertThatThrownBy(() -> {
                    while (true) {
                        writer.element("x");
                        sizes.add(writer.capacity());
                    }
                })
                .isInstanceOf(RefusedException.class);

        assertThat(sizes).hasSizeLessThan(30);
        assertThat(writer.length()).isGreaterThan(400_000);
    }
}
