package org.supervisor.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GlobsTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void prepare() {
        Loading loading = new Loading(folder);
        List.of("b.conf", "a.conf", "c.ini", ".hidden.conf", "{x}.conf", "sub/a.conf", "sub/d.conf")
                .forEach(name -> loading.file(name, ""));
    }

    private List<String> matches(String pattern) {
        return Globs.matches(folder.resolve(pattern)).stream()
                .map(path -> folder.relativize(path).toString())
                .toList();
    }

    @Test
    void aStarStandsForAnythingInAName() {
        assertThat(matches("*.conf")).containsExactly("a.conf", "b.conf", "{x}.conf");
        assertThat(matches("*/a*")).containsExactly("sub/a.conf");
    }

    @Test
    void setsAndQuestionMarksStandForOneLetter() {
        assertThat(matches("[a-b].conf")).containsExactly("a.conf", "b.conf");
        assertThat(matches("[!b].conf")).containsExactly("a.conf");
        assertThat(matches("?.???")).containsExactly("c.ini");
    }

    @Test
    void aLeadingDotMustBeWritten() {
        assertThat(matches(".*.conf")).containsExactly(".hidden.conf");
    }

    @Test
    void bracesAreLetters() {
        assertThat(matches("{x}.*")).containsExactly("{x}.conf");
    }

    @Test
    void aNameWithoutMagicMatchesItselfIfItIsThere() {
        assertThat(matches("sub/d.conf")).containsExactly("sub/d.conf");
        assertThat(matches("nothing/*.conf")).isEmpty();
    }
}
