package org.supervisor.examples.supctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.supervisor.api.Role;
import org.supervisor.examples.supctl.Verbs.Entry;
import org.supervisor.examples.supctl.Verbs.Origin;

/** The list of verbs, and what must agree with it. */
class VerbsTest {
    private static final Path DOCUMENTATION = Path.of("../docs/supctl.md");

    static List<Entry> verbs() {
        return Verbs.all();
    }

    private static String documentation(String after, String before) throws IOException {
        String text = Files.readString(DOCUMENTATION);
        int start = text.indexOf(after);
        assertThat(start).as(after).isNotNegative();
        return text.substring(start, text.indexOf(before, start));
    }

    /** The first word of each text between backticks. */
    private static Stream<String> quoted(String text) {
        return Pattern.compile("`([a-z]+(?:-[a-z]+)*)[^`]*`")
                .matcher(text)
                .results()
                .map(found -> found.group(1));
    }

    @Test
    void theListIsInAlphabeticalOrder() {
        assertThat(Verbs.names()).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void eachVerbHasItsRowInTheDocumentationAndNoRowIsWithoutAVerb() throws IOException {
        String table = documentation("| verb |", "\n\n");
        Stream<String> rows = table.lines().skip(2).map(line -> line.split("\\|", 3)[1]);
        assertThat(rows.flatMap(VerbsTest::quoted)).containsExactlyInAnyOrderElementsOf(Verbs.names());
    }

    @Test
    void theDocumentationNamesTheVerbsThatAnswerInJson() throws IOException {
        Stream<String> answering =
                verbs().stream().filter(entry -> entry.verb().hasJson()).map(Entry::name);
        assertThat(quoted(documentation("prints one line of JSON", "Exit statuses are")))
                .containsExactlyInAnyOrderElementsOf(answering.toList());
    }

    @ParameterizedTest
    @MethodSource("verbs")
    void eachVerbDescribesItself(Entry entry) {
        Verb verb = entry.verb();
        assertThat(verb.purpose()).isNotBlank().hasSizeLessThan(80).doesNotContain("\n", ".");
        assertThat(verb.usage())
                .isNotEmpty()
                .anySatisfy(form -> assertThat(form.split(" ", -1)[0]).isEqualTo(entry.name()));
        assertThat(verb.examples())
                .allSatisfy(example -> assertThat(example.split(" ", -1)).contains(entry.name()));
    }

    @ParameterizedTest
    @MethodSource("verbs")
    void helpExplainsEachVerb(Entry entry) {
        String help = Run.of("help", entry.name()).out();
        assertThat(help).startsWith(entry.verb().purpose() + ":\n  ");
        assertThat(help.contains("Not in supervisorctl.")).isEqualTo(entry.origin() == Origin.OURS);
        assertThat(Run.of(entry.name(), "--help")).isEqualTo(new Run(0, help, ""));
        assertThat(Run.of("--help").out()).contains("\n  " + entry.name() + " ");
        assertThat(Run.of("help").out()).contains("\n  " + entry.name() + " ");
    }

    @ParameterizedTest
    @MethodSource("verbs")
    void shellsCompleteEachVerb(Entry entry) throws IOException {
        for (String file : List.of("supctl.bash", "_supctl")) {
            assertThat(Files.readString(Path.of("../etc/completions", file)).split("[\\s']+", -1))
                    .as(file)
                    .contains(entry.name());
        }
    }

    @Test
    void shellsCompleteEachOption() throws IOException {
        for (String file : List.of("supctl.bash", "_supctl")) {
            assertThat(Files.readString(Path.of("../etc/completions", file)).split("[\\s']+", -1))
                    .as(file)
                    .containsAll(Arguments.longOptions());
        }
        assertThat(Run.of("--help").out().split("[\\s,|]+", -1)).containsAll(Arguments.longOptions());
    }

    @ParameterizedTest
    @MethodSource("verbs")
    void helpAndShellsKnowTheOptionsOfEachVerb(Entry entry) throws IOException {
        String help = Run.of("help", entry.name()).out();
        String bash = Files.readString(Path.of("../etc/completions/supctl.bash"));
        String zsh = Files.readString(Path.of("../etc/completions/_supctl"));
        assertThat(entry.verb().options()).allSatisfy(option -> {
            assertThat(help).contains(option);
            assertThat(bash).contains(option);
            assertThat(zsh).contains(option);
        });
    }

    @ParameterizedTest
    @CsvSource({"graph, --dott, --dot", "start, --no-dep, --no-deps", "stop, --with-dependent, --with-dependents"})
    void anOptionThatAVerbDoesNotHaveIsRefusedWithTheNearest(String verb, String typed, String meant) {
        Run run = Run.of(verb, typed, "web");
        assertThat(run.status()).isEqualTo(Exit.WRONG_ARGUMENTS);
        assertThat(run.out()).contains("option " + typed + " not recognized; did you mean " + meant + "?");
    }

    @ParameterizedTest
    @CsvSource({
        "status, VIEWER",
        "tail, VIEWER",
        "events, VIEWER",
        "start, OPERATOR",
        "signal, OPERATOR",
        "fg, OPERATOR",
        "update, ADMIN",
        "shutdown, ADMIN"
    })
    void eachVerbRequiresARole(String name, Role role) {
        assertThat(Verbs.named(name).map(Entry::role)).hasValue(role);
    }

    @Test
    void theVerbsOfSupervisorctlAreThoseThatMirrorIt() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/supervisorctl")), "supervisorctl is not installed");
        Process process = new ProcessBuilder("/usr/bin/supervisorctl", "-s", "unix:///none", "help")
                .redirectErrorStream(true)
                .start();
        String help = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(Pattern.compile("\\b[a-z]+(?:-[a-z]+)*\\b")
                        .matcher(help.substring(help.indexOf("===")))
                        .results()
                        .map(MatchResult::group)
                        .filter(verb -> !verb.equals("open")))
                .containsExactlyInAnyOrderElementsOf(verbs().stream()
                        .filter(entry -> entry.origin() == Origin.SUPERVISORCTL)
                        .map(Entry::name)
                        .filter(verb -> !verb.equals("help"))
                        .toList());
    }

    @Test
    void aCommandLoadsNoVerbButItsOwn() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xlog:class+load",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Supctl.class.getName(),
                        "-s",
                        "unix:///none",
                        "status")
                .redirectErrorStream(true)
                .start();
        String loaded = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isEqualTo(Exit.STATUS_UNKNOWN);
        assertThat(Pattern.compile("supctl\\.(\\w+Verb) ")
                        .matcher(loaded)
                        .results()
                        .map(found -> found.group(1)))
                .containsExactly("StatusVerb");
        assertThat(loaded).doesNotContain("supctl.Help ", "supctl.Json ", "supctl.NearSpelling ");
    }
}
