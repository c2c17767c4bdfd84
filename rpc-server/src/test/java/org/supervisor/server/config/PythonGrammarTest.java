package org.supervisor.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every expectation here was seen with Python 3.11's {@code RawConfigParser} in supervisord's settings. */
class PythonGrammarTest {
    private static final Path FILE = Path.of("the.conf");

    private static Scan scan(String text) {
        return PythonGrammar.scan(text, FILE);
    }

    private static List<Section> sections(String text) {
        return scan(text).root().getChildren().stream().map(Section::new).toList();
    }

    private static Map<String, String> keys(String text) {
        List<Section> sections = sections("[s]\n" + text);
        Map<String, String> keys = new LinkedHashMap<>();
        sections.getFirst()
                .settings()
                .forEach((key, values) -> keys.put(key, values.getLast().value()));
        return keys;
    }

    private static String value(String line) {
        return keys("key=" + line + "\n").get("key");
    }

    @Test
    void anEqualsSignOrAColonSeparates() {
        assertThat(keys("a = 1\nb: 2\nc=x:y\nd:x=y\ne==z\n"))
                .containsExactly(
                        Map.entry("a", "1"),
                        Map.entry("b", "2"),
                        Map.entry("c", "x:y"),
                        Map.entry("d", "x=y"),
                        Map.entry("e", "=z"));
    }

    @Test
    void keysAreLowerCasedAndMayHoldDots() {
        assertThat(keys("COMMAND=a\nsupervisor.rpcinterface_factory = b:c\n"))
                .containsEntry("command", "a")
                .containsEntry("supervisor.rpcinterface_factory", "b:c");
    }

    @Test
    void aCommentSignAfterABlankEndsTheValueEvenInsideQuotes() {
        assertThat(value("a;b#c")).isEqualTo("a;b#c");
        assertThat(value("a ; comment")).isEqualTo("a");
        assertThat(value("a\t# comment")).isEqualTo("a");
        assertThat(value("sh -c \"a ; b\"")).isEqualTo("sh -c \"a");
        assertThat(value(" ; all of it")).isEmpty();
    }

    @Test
    void theSignsAreLookedForSideBySideAndTheFirstRoundWithAHitEndsTheSearch() {
        assertThat(value("a;b ;c #d")).isEqualTo("a;b ;c");
    }

    @Test
    void anIndentedLineContinuesTheValue() {
        assertThat(value("a\n  b\n\tc ; comment\n; comment\n\n  d\n\n")).isEqualTo("a\nb\nc\n\nd");
    }

    @Test
    void anIndentedCommentIsNoPartOfTheValue() {
        assertThat(value("a\n   ; comment\n  b\n")).isEqualTo("a\nb");
    }

    @Test
    void anIndentedKeyIsAKeyIfNothingStandsBeforeItToContinue() {
        assertThat(keys("  a=1\n  b=2\n    c=3\n")).containsOnly(Map.entry("a", "1"), Map.entry("b", "2\nc=3"));
    }

    @Test
    void anEmptyValueIsAValue() {
        assertThat(keys("a=\nb=\n")).containsExactly(Map.entry("a", ""), Map.entry("b", ""));
    }

    @Test
    void theLastOfSeveralValuesCounts() {
        assertThat(keys("a=1\nb=2\na=3\n")).containsOnly(Map.entry("a", "3"), Map.entry("b", "2"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"quoted\"",
                "'quoted'",
                "say \"x\" 'y'",
                "${user.home} ${sys:user.name} ${const:a}",
                "%(here)s %d 100%%",
                "a,b,c",
                "a\\,b\\\\",
                "back\\slash\\",
                "C:\\temp",
                "[brackets] ] [",
                "a..b.c",
                "key=value=other",
                "\u00fcn\u00ef \u65e5\u672c \ud83d\ude80",
                "@{x} $(z) `w` ?<>|&*!^~",
                "<xml attr=\"1\">&amp;</xml>"
            })
    void theLibraryChangesNoValue(String text) {
        assertThat(value(text)).isEqualTo(text);
    }

    @Test
    void aSectionThatIsRepeatedIsMergedInThePlaceOfTheFirst() {
        List<Section> sections = sections("[a:b.c]\nx=1\n[d]\n[a:b.c]\ny=2\nx=3\n");

        assertThat(sections).extracting(Section::name).containsExactly("a:b.c", "d");
        assertThat(sections.getFirst().line()).isEqualTo(1);
        assertThat(sections.getFirst().get("x")).contains(new Setting("3", FILE, 6));
        assertThat(sections.getFirst().get("y")).contains(new Setting("2", FILE, 5));
        assertThat(sections.getLast().settings()).isEmpty();
    }

    @Test
    void aHeaderReachesToTheLastBracket() {
        assertThat(sections("[a] b] c\n[ d ]\n[e ; f]\n"))
                .extracting(Section::name)
                .containsExactly("a] b", " d ");
    }

    @Test
    void valuesKnowTheirLines() {
        List<Section> sections = sections("\n[s]\r\na=1\r\n\r\n; c\rb=2\n  3\nc=4\n");

        assertThat(sections.getFirst().settings().values())
                .extracting(values -> values.getLast().line())
                .containsExactly(3, 6, 8);
    }

    @Test
    void whatIsCutInsideQuotesIsMarked() {
        assertThat(scan("[s]\na=\"x ; y\"\nb=\"x\" ; y\nc=it's ; y\n").warnings())
                .extracting(Warning::line)
                .containsExactly(2, 4);
    }

    @Test
    void textBeforeTheFirstSectionIsAFault() {
        assertThat(scan("\nx\n[s]\n").faults())
                .extracting(Scan.Fault::supervisordText)
                .containsExactly("File contains no section headers.\nfile: 'the.conf', line: 2\n'x\\n'");
    }

    @Test
    void anIndentedHeaderIsAFaultAndNotTextOfTheValueAbove() {
        Scan scan = scan("[s]\na=1\n [progam:x]\n b=2\n");

        assertThat(scan.faults()).singleElement().satisfies(fault -> {
            assertThat(fault.number()).isEqualTo(3);
            assertThat(fault.expected())
                    .isEqualTo(
                            "continues the value of \"a\" in line 2, because it is indented; remove the blanks before"
                                    + " it; did you mean [program:x]?");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"[ -f x ]", "[[ a ]]", "[1,2]", "[a-z]", "[\"x\": 1]"})
    void otherBracketsInAValueAreText(String line) {
        assertThat(scan("[s]\na=1\n " + line + "\n").faults()).isEmpty();
    }

    @Test
    void allLinesWithoutSeparatorAreFaults() {
        Scan scan = scan("[s]\nnonsense\na=1\n[p\n=x\n");

        assertThat(scan.faults()).extracting(Scan.Fault::number).containsExactly(2, 4, 5);
        assertThat(scan.faults().getFirst().supervisordText())
                .isEqualTo("Source contains parsing errors: 'the.conf'\n\t[line  2]: 'nonsense\\n'"
                        + "\n\t[line  4]: '[p\\n'\n\t[line  5]: '=x\\n'");
    }

    @Test
    void ofAFileWithoutAnyAssignmentsOneThousandLinesAreShownEachOnce() {
        Scan scan = scan("[s]\n" + "<html>\n".repeat(100_000));

        assertThat(scan.faults()).hasSize(1000);
        assertThat(scan.faults().getLast().expected())
                .isEqualTo("expected a line such as: key = value; 99000 more such lines follow");
        assertThat(scan.faults().getFirst().supervisordText()).hasSizeBetween(20_000, 40_000);
        assertThat(scan.faults().get(1).supervisordText())
                .isEqualTo("Source contains parsing errors: 'the.conf'\n\t[line  3]: '<html>\\n'");
    }
}
