package org.supervisor.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.stream.Stream;

/** A log with its backups, in which lines of some programs are numbered. Old backups are checked and removed. */
final class NumberedLog {
    /** The newest ones are left where they are: a batch may be under way in them. */
    private static final int KEPT = 3;

    private final Path log;
    private final Map<LoggedForm, Long> next = new EnumMap<>(LoggedForm.class);
    private String unfinished = ""; // a line that may go on in the next file

    NumberedLog(Path log, List<LoggedForm> forms) {
        this.log = log;
        forms.forEach(form -> next.put(form, 1L));
    }

    /** How many lines were found of the program that has the fewest. */
    long lines() {
        return next.values().stream().mapToLong(number -> number - 1).min().orElse(0);
    }

    /** How many lines were found of each program. */
    Map<LoggedForm, Long> found() {
        Map<LoggedForm, Long> found = new EnumMap<>(LoggedForm.class);
        next.forEach((form, number) -> found.put(form, number - 1));
        return found;
    }

    void checkOldBackups() throws IOException {
        for (Path backup : backups()) {
            if (number(backup) > KEPT) {
                check(backup);
                Files.delete(backup);
            }
        }
    }

    /** The last line may be unfinished. */
    void checkAll() throws IOException {
        for (Path backup : backups()) {
            check(backup);
        }
        if (Files.exists(log)) {
            check(log);
        }
    }

    private List<Path> backups() throws IOException {
        try (Stream<Path> files = Files.list(log.getParent())) {
            return new ArrayList<>(
                    files.filter(file -> file.getFileName().toString().startsWith(log.getFileName() + "."))
                            .sorted(Comparator.comparingInt(NumberedLog::number).reversed())
                            .toList());
        }
    }

    private static int number(Path backup) {
        String name = backup.getFileName().toString();
        return Integer.parseInt(name.substring(name.lastIndexOf('.') + 1));
    }

    private void check(Path file) throws IOException {
        String text = unfinished + Files.readString(file, StandardCharsets.ISO_8859_1);
        int at = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', at)) {
            check(file, text.substring(at, end));
            at = end + 1;
        }
        unfinished = text.substring(at);
    }

    private void check(Path file, String line) {
        for (Map.Entry<LoggedForm, Long> program : next.entrySet()) {
            Matcher before = program.getKey().before().matcher(line);
            if (before.lookingAt()) {
                String expected = program.getValue() + program.getKey().after();
                if (!line.substring(before.end()).equals(expected)) {
                    assertThat(line)
                            .as("the next line of %s in %s", program.getKey(), file)
                            .endsWith(expected);
                    assertThat(line.substring(before.end())).as("in %s", file).isEqualTo(expected);
                }
                program.setValue(program.getValue() + 1);
                return;
            }
        }
        assertThat(line).as("in %s", file).isEqualTo("a line of " + next.keySet());
    }

    @Override
    public String toString() {
        return next.toString();
    }
}
