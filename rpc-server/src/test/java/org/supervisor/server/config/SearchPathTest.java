package org.supervisor.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchPathTest {
    private static final Path PROGRAM = Path.of("/opt/supervisor/bin/supervisor");

    @TempDir
    private Path folder;

    @Test
    void looksBesideTheProgramThenHereThenInEtc() {
        assertThat(SearchPath.of(PROGRAM, Path.of("/here"), false).candidates())
                .containsExactly(
                        Path.of("/opt/supervisor/etc/supervisord.conf"),
                        Path.of("/opt/supervisor/supervisord.conf"),
                        Path.of("/here/supervisord.conf"),
                        Path.of("/here/etc/supervisord.conf"),
                        Path.of("/etc/supervisord.conf"),
                        Path.of("/etc/supervisor/supervisord.conf"));
    }

    @Test
    void rootNeverReadsTheCurrentFolder() {
        SearchPath path = SearchPath.of(PROGRAM, Path.of("/here"), true);

        assertThat(path.candidates()).noneMatch(candidate -> candidate.startsWith("/here"));
        assertThat(path.notFound())
                .startsWith("No config file found at default paths (/opt/supervisor/etc/supervisord.conf, ")
                .endsWith("(as root the current directory is not searched)");
    }

    @Test
    void theFirstHitWins() {
        Loading loading = new Loading(folder);
        Path etc = loading.file("here/etc/supervisord.conf", "");

        assertThat(SearchPath.of(folder.resolve("bin/x"), folder.resolve("here"), false)
                        .find())
                .contains(etc);

        Path beside = loading.file("etc/supervisord.conf", "");

        assertThat(SearchPath.of(folder.resolve("bin/x"), folder.resolve("here"), false)
                        .find())
                .contains(beside);
    }
}
