package org.supervisor.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.supervisor.server.process.Dialect;

/** Documents and samples agree with the declarations of the keys. */
class KeysTest {
    private static final Path DOCUMENT = Path.of("../docs/configuration.md");
    private static final Path ETC = Path.of("../etc");
    private static final Types TYPES = new Types(new Users(Loading.USERS), Optional.empty());
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (`.*?) \\| (.*?) \\| (.*?) \\| .*$");
    private static final Pattern WORD = Pattern.compile("`([^`]+)`");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unix_http_server",
                "inet_http_server",
                "user",
                "supervisord",
                "program",
                "group",
                "eventlistener",
                "fcgi-program",
                "supervisorctl"
            })
    void everyKeyOfASupervisordFileHasItsRow(String kind) throws IOException {
        List<Keys> lists = new ArrayList<>(Vocabulary.kinds().get(kind));
        if (!kind.equals("program")) {
            lists.removeAll(AspectKeys.after(ProgramKeys.ALL)); // described with programs
        }

        assertThat(rows("`[" + kind)).containsExactlyInAnyOrderElementsOf(declared(lists, Dialect.SUPERVISORD));
    }

    @Test
    void everyKeyOfAPerlFileHasItsRow() throws IOException {
        assertThat(rows("## Perl files"))
                .containsExactlyInAnyOrderElementsOf(declared(AspectKeys.after(ProgramKeys.ALL), Dialect.PERL));
    }

    @ParameterizedTest
    @CsvSource({"supervisor.ini, PERL", "supervisord.conf, SUPERVISORD"})
    void everyKeyIsInTheSample(String file, Dialect dialect) throws IOException {
        String sample = Files.readString(ETC.resolve(file));
        Set<String> shown = new TreeSet<>();
        Matcher line = Pattern.compile("(?m)^;?([a-z_.-]+) ?=").matcher(sample);
        while (line.find()) {
            shown.add(line.group(1));
        }
        Set<String> declared = new TreeSet<>();
        Vocabulary.kinds().values().forEach(lists -> lists.forEach(keys -> declared.addAll(keys.names(dialect))));

        assertThat(shown).isEqualTo(declared);
    }

    @Test
    void everyDefaultIsAValueOfItsType() {
        Vocabulary.kinds()
                .values()
                .forEach(lists -> lists.forEach(keys -> keys.all().forEach(key -> {
                    for (Dialect dialect : Dialect.values()) {
                        key.in(dialect)
                                .filter(form -> !form.fallback().isEmpty())
                                .ifPresent(KeysTest::check);
                    }
                })));
    }

    private static void check(Key.Form<?> form) {
        try {
            assertThat(form.type().apply(TYPES).conversion().of(form.fallback()))
                    .as(form.name())
                    .isNotNull();
        } catch (BadValue e) {
            throw new AssertionError(form.name(), e);
        }
    }

    @Test
    void everyOptionThatIsAKeyHasItsName() {
        Set<String> options = new TreeSet<>();
        for (Overrides.Option option : Overrides.Option.values()) {
            options.add(option.key());
        }
        Set<String> keys = new TreeSet<>(DaemonKeys.ALL.names(Dialect.SUPERVISORD));
        keys.remove("environment"); // the only one that is no option
        keys.addAll(Set.of("allowed_origins", "allowed_hosts", "port", "address")); // of the first server

        assertThat(options).isEqualTo(keys);
    }

    /** Each as name, type and default. */
    private static List<List<String>> declared(List<Keys> lists, Dialect dialect) {
        List<List<String>> all = new ArrayList<>();
        lists.forEach(keys -> keys.all()
                .forEach(key -> key.in(dialect)
                        .ifPresent(form -> all.add(
                                List.of(form.name(), form.type().apply(TYPES).word(), form.absence())))));
        return all;
    }

    /** The rows of the first table after a line that begins like this. */
    private static List<List<String>> rows(String beginning) throws IOException {
        String text = Files.readString(DOCUMENT);
        String section = text.substring(text.indexOf("\n" + beginning) + 1);
        String table = section.substring(section.indexOf("| key |"));
        Matcher row = ROW.matcher(table.substring(0, table.indexOf("\n\n")));
        List<List<String>> rows = new ArrayList<>();
        while (row.find()) {
            Matcher word = WORD.matcher(row.group(1));
            String first = "";
            while (word.find()) {
                String name = word.group(1).equals("stderr_...") ? first.replace("stdout", "stderr") : word.group(1);
                first = name;
                rows.add(List.of(name, plain(row.group(2)), plain(row.group(3))));
            }
        }
        return rows;
    }

    private static String plain(String cell) {
        return cell.replace("`", "");
    }
}
