package org.supervisor.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.supervisor.server.process.Dialect;
import org.supervisor.server.process.ProcessSpec;

/** What people are shown as the default of a key of a capability is what a program without that key has. */
class DefaultsTest {
    private static final String PROGRAM = Loading.MAIN + """
        [program:db]
        command=/bin/cat

        [program:web]
        command=/bin/cat
        depends_on=db
        ready=tcp:127.0.0.1:1
        alive=tcp:127.0.0.1:1
        pre_start=true
        restart_delay=2
        limit_core=0
        """;

    /** Defaults that cannot be written as a value. */
    private static final Pattern WORDS = Pattern.compile("nothing|none|no .*|the .*|restart_delay");

    /** A program with a schedule has no checks of its readiness that would matter here. */
    private static final String SCHEDULED = "schedule=@daily\n";

    @TempDir
    private Path folder;

    private Loading loading;

    @BeforeEach
    void prepare() {
        loading = new Loading(folder);
    }

    private ProcessSpec web(String lines) throws ConfigException {
        return loading.group(PROGRAM + lines, "web").processes().getFirst();
    }

    @Test
    void writingTheDefaultOfAKeyChangesNothing() throws ConfigException {
        Map<String, String> defaults = new TreeMap<>();
        for (Keys keys : AspectKeys.after()) {
            keys.all().stream()
                    .flatMap(key -> key.in(Dialect.SUPERVISORD).stream())
                    .filter(form -> !WORDS.matcher(form.absence()).matches())
                    .forEach(form -> defaults.put(form.name(), form.absence()));
        }
        assertThat(defaults).hasSizeGreaterThan(15);
        for (Map.Entry<String, String> each : defaults.entrySet()) {
            String base = each.getKey().startsWith("schedule_") ? SCHEDULED : "";
            assertThat(web(base + each.getKey() + "=" + each.getValue() + "\n"))
                    .as(each.toString())
                    .isEqualTo(web(base));
        }
    }
}
