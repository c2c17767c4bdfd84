package org.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Nothing grows beyond what fits in the head. */
class HouseRulesTest {
    private static final int MOST_LINES_OF_CODE = 350;
    private static final int MOST_ARGUMENTS = 7;
    private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/|//[^\n]*", Pattern.DOTALL);
    private static final Pattern NO_IDENTIFIER = Pattern.compile(
            "/\\*(?s:.*?)\\*/|//.*|\"\"\"(?s:.*?)\"\"\"|\"(?:\\\\.|[^\"\\\\])*\"|'(?:\\\\.|[^'\\\\])+'");
    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z]\\w*");

    /** The field says reap, orphan, listener, report and again. */
    private static final Set<String> METAPHORS = Set.of(
            "bury",
            "buries",
            "buried",
            "nursery",
            "stranger",
            "strangers",
            "door",
            "doors",
            "tell",
            "tells",
            "told",
            "whoever",
            "anew");

    @Test
    void noIdentifierHasAWordThatTheFieldDoesNotUse() throws IOException {
        try (Stream<Path> modules = Files.list(Path.of(".."))) {
            assertThat(modules.map(module -> module.resolve("src"))
                            .filter(Files::isDirectory)
                            .flatMap(HouseRulesTest::sources))
                    .hasSizeGreaterThan(400)
                    .allSatisfy(source -> assertThat(metaphors(source)).isEmpty());
        }
    }

    @Test
    void noFileHasMoreLinesOfCodeThanFitInTheHead() throws IOException {
        try (Stream<Path> modules = Files.list(Path.of(".."))) {
            assertThat(modules.map(module -> module.resolve("src/main/java"))
                            .filter(Files::isDirectory)
                            .flatMap(HouseRulesTest::sources))
                    .hasSizeGreaterThan(400)
                    .allSatisfy(source -> assertThat(linesOfCode(source)).isLessThanOrEqualTo(MOST_LINES_OF_CODE));
        }
    }

    @Test
    void noConstructorHasMoreArgumentsThanFitInTheHead() {
        List<String> constructors = new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("org.supervisor.server")
                        .stream()
                        .filter(type -> !type.isEnum()) // whose constructor the compiler extends
                        .map(JavaClass::getConstructors)
                        .flatMap(all -> all.stream()
                                .filter(constructor ->
                                        constructor.getRawParameterTypes().size() > MOST_ARGUMENTS))
                        .map(constructor -> constructor.getFullName())
                        .toList();
        assertThat(constructors).isEmpty();
    }

    private static List<String> metaphors(Path source) {
        try {
            String code = NO_IDENTIFIER.matcher(Files.readString(source)).replaceAll(" ");
            return IDENTIFIER
                    .matcher(code)
                    .results()
                    .map(MatchResult::group)
                    .filter(name -> Stream.of(name.split("(?=[A-Z])|_", -1))
                            .anyMatch(word -> METAPHORS.contains(word.toLowerCase(Locale.ROOT))))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Path> sources(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long linesOfCode(Path source) {
        try {
            return COMMENT.matcher(Files.readString(source))
                    .replaceAll("")
                    .lines()
                    .filter(line -> !line.isBlank())
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
