package org.supervisor.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.supervisor.server.process.Dialect;
import org.supervisor.server.process.GroupSpec;

/** The configuration files that we ship. */
class SampleFilesTest {
    private static final Path ETC = Path.of("../etc");
    /** Keys whose example, behind a semicolon, is not the default, because that is nothing or depends on the machine. */
    private static final String EXAMPLES =
            "user|group|pidfile|evidence|environment|logfile|env-file|pass-environment|ready|alive|limit-[a-z]+"
                    + "|restart-(?:delay|limit|jitter)[a-z-]*";

    @ParameterizedTest
    @CsvSource({"supervisor.ini, PERL", "supervisord.conf, SUPERVISORD"})
    void aSampleRunsAsItIs(String file, Dialect dialect) throws ConfigException {
        Loaded loaded = load(ETC.resolve(file));

        assertThat(loaded.warnings()).isEmpty();
        assertThat(loaded.spec().dialect()).isEqualTo(dialect);
        assertThat(loaded.spec().groups()).extracting(GroupSpec::name).contains("clock");
    }

    @Test
    void whatStandsBehindASemicolonIsTheDefault(@TempDir Path folder) throws ConfigException, IOException {
        Path sample = ETC.resolve("supervisor.ini");
        String everythingSaid =
                Files.readString(sample).replaceAll("(?m)^;(?!(?:" + EXAMPLES + ") )([a-z-]+ = \\S+)$", "$1");
        Path copy = Files.writeString(folder.resolve("said.ini"), everythingSaid);

        assertThat(everythingSaid).contains("\numask = ", "\nauto-restart = ", "\nstart-retries = ");
        assertThat(load(copy).spec().groups()).isEqualTo(load(sample).spec().groups());
    }

    private static Loaded load(Path file) throws ConfigException {
        return Configuration.load(file, Map.of("HOME", "/"), Overrides.NONE, Loading.USERS);
    }
}
