package org.supervisor.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.configuration2.ex.ConfigurationException;
import org.apache.commons.configuration2.io.FileHandler;
import org.apache.commons.configuration2.tree.ImmutableNode;
import org.junit.jupiter.api.Test;

class IniConfigurationTest {
    private static final Path FILE = Path.of("the.conf");

    private static IniConfiguration python(String text) throws IOException {
        IniConfiguration configuration = new IniConfiguration(t -> PythonGrammar.scan(t, FILE));
        configuration.read(new StringReader(text));
        return configuration;
    }

    private static IniConfiguration perl(String text) throws IOException {
        IniConfiguration configuration = new IniConfiguration(t -> PerlGrammar.scan(t, FILE));
        configuration.read(new StringReader(text));
        return configuration;
    }

    private static Setting setting(String value, Integer... lines) {
        return new Setting(value, FILE, List.of(lines));
    }

    @Test
    void theLibraryLoadsAFileOfOurDialect() throws ConfigurationException {
        IniConfiguration configuration = new IniConfiguration(text -> PythonGrammar.scan(text, FILE));
        new FileHandler(configuration).load(new StringReader("[program:web]\ncommand=c\n"));

        assertThat(configuration.sections()).singleElement().satisfies(section -> {
            assertThat(section.name()).isEqualTo("program:web");
            assertThat(section.get("command")).contains(setting("c", 2));
        });
    }

    @Test
    void itIsNotWritten() throws IOException {
        IniConfiguration configuration = python("[s]\na=1\n");

        assertThatThrownBy(() -> configuration.write(new StringWriter())).isInstanceOf(ConfigurationException.class);
    }

    @Test
    void aNodeKnowsItsFileAndItsLines() throws IOException {
        ImmutableNode section = python("\n[s]\na=1\n ; no part of it\n  2\n")
                .sections()
                .getFirst()
                .node();

        assertThat(section.getAttributes()).containsEntry("file", FILE).containsEntry("line", 2);
        assertThat(section.getChildren().getFirst().getAttributes())
                .containsEntry("file", FILE)
                .containsEntry("lines", List.of(3, 5));
    }

    @Test
    void dotsColonsAndBracketsInNamesHaveNoMeaningForTheLibrary() throws IOException {
        Section section = python("[a.b(1)/c@d:e..f]\nsupervisor.rpcinterface_factory = x\nk[@id](0)..l = y\n@m = z\n")
                .sections()
                .getFirst();

        assertThat(section.name()).isEqualTo("a.b(1)/c@d:e..f");
        assertThat(section.suffix()).isEqualTo("e..f");
        assertThat(section.get("supervisor.rpcinterface_factory")).contains(setting("x", 2));
        assertThat(section.get("k[@id](0)..l")).contains(setting("y", 3));
        assertThat(section.get("@m")).contains(setting("z", 4));
        assertThat(section.get("supervisor")).isEmpty();
    }

    @Test
    void nothingIsInterpolatedSplitOrTrimmed() throws IOException {
        Section section = perl("[s]\na=${b},c\\,d\nb=\"x\" ; y\ne=<<END\n  1\n 2 \nEND\n")
                .sections()
                .getFirst();

        assertThat(section.get("a")).contains(setting("${b},c\\,d", 2));
        assertThat(section.get("b")).contains(setting("\"x\" ; y", 3));
        assertThat(section.get("e")).contains(setting("  1\n 2 ", 4));
    }

    @Test
    void theCaseOfNamesIsThatOfTheDialect() throws IOException {
        assertThat(python("[S]\nA=1\n[s]\na=2\n").sections())
                .extracting(section -> section.name() + section.settings().keySet())
                .containsExactly("S[a]", "s[a]");
        assertThat(perl("[S]\nA=1\na=2\n").sections())
                .extracting(section -> section.name() + section.settings().keySet())
                .containsExactly("S[A, a]");
    }

    @Test
    void ofAKeyThatIsRepeatedAllValuesAreKeptAndTheLastCounts() throws IOException {
        Section section = perl("[s]\na=1\nb=2\n[t]\n[s]\na=3\n").sections().getFirst();

        assertThat(section.settings().get("a")).containsExactly(setting("1", 2), setting("3", 6));
        assertThat(section.get("a")).contains(setting("3", 6));
        assertThat(section.settings().keySet()).containsExactly("a", "b");
    }

    @Test
    void aLaterFileOverridesAndWhatWasFirstKeepsItsPlace() throws IOException {
        Document document = new Document();
        document.add(python("[s]\na=1\nb=2\n[t]\nc=3\n").sections());
        document.add(
                PythonGrammar.scan("[u]\n[t]\nc=4\n[s]\nd=5\na=6\n", Path.of("later.conf"))
                        .root()
                        .getChildren()
                        .stream()
                        .map(Section::new)
                        .toList());

        assertThat(document.sections()).extracting(Section::name).containsExactly("s", "t", "u");
        Section section = document.section("s").orElseThrow();
        assertThat(section.settings().keySet()).containsExactly("a", "b", "d");
        assertThat(section.get("a")).contains(new Setting("6", Path.of("later.conf"), 6));
        assertThat(section.get("b")).contains(setting("2", 3));
        assertThat(section.file()).isEqualTo(FILE);
        assertThat(section.line()).isEqualTo(1);
    }
}
