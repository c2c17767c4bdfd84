import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.JavaFormatterOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Checks, or with {@code --write} mends, the format of every Java file below the folders given. Run from its source by
 * the build, on the JDK that compiles the project: the formatter parses with that JDK's own compiler, and Maven's own
 * JVM may be too old for our syntax.
 */
public final class Format {
    private final Formatter formatter = Formatter.createFormatter(JavaFormatterOptions.builder()
            .style(JavaFormatterOptions.Style.PALANTIR)
            .build());
    private final boolean write;

    private Format(boolean write) {
        this.write = write;
    }

    public static void main(String... args) throws IOException {
        boolean write = List.of(args).contains("--write");
        List<Path> off = new Format(write).visit(Stream.of(args).filter(arg -> !arg.startsWith("--")));
        off.forEach(file -> System.err.println((write ? "formatted: " : "not formatted: ") + file));
        if (!write && !off.isEmpty()) {
            System.err.println("To mend " + (off.size() == 1 ? "it" : "them") + ": make format");
            System.exit(1);
        }
    }

    /** The files whose format was off. */
    private List<Path> visit(Stream<String> folders) {
        return folders.map(Path::of)
                .filter(Files::isDirectory)
                .flatMap(Format::javaFiles)
                .parallel()
                .filter(this::isOff)
                .sorted()
                .toList();
    }

    private static Stream<Path> javaFiles(Path folder) {
        try {
            return Files.walk(folder).filter(file -> file.toString().endsWith(".java") && !built(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean built(Path file) {
        return file.toString().contains("/target/");
    }

    private boolean isOff(Path file) {
        try {
            String found = Files.readString(file);
            String wanted = formatter.formatSourceAndFixImports(found);
            if (write && !wanted.equals(found)) {
                Files.writeString(file, wanted);
            }
            return !wanted.equals(found);
        } catch (FormatterException e) {
            throw new IllegalArgumentException(file + ": cannot be parsed: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
