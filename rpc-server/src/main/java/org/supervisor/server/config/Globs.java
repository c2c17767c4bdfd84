package org.supervisor.server.config;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.supervisor.server.process.NativeText;

/**
 * Patterns of paths as Python's {@code glob} understands them: {@code *}, {@code ?}, {@code [a-z]}, {@code [!a-z]} within a
 * name, and names with a leading dot only for patterns with one. The JDK's own patterns have braces and {@code **} too.
 *
 * @see <a href="https://docs.python.org/3/library/glob.html">glob</a>
 */
final class Globs {
    private static final Pattern MAGIC = Pattern.compile("[*?\\[]");

    private Globs() {}

    /** The paths that match, sorted by their text. */
    static List<Path> matches(Path pattern) {
        List<Path> found = List.of(pattern.getRoot());
        for (Path part : pattern) {
            found = found.stream()
                    .flatMap(folder -> step(folder, NativeText.of(part)).stream())
                    .toList();
        }
        return found.stream()
                .sorted((a, b) -> NativeText.of(a).compareTo(NativeText.of(b)))
                .toList();
    }

    private static List<Path> step(Path folder, String part) {
        if (!MAGIC.matcher(part).find()) {
            Path next = folder.resolve(NativeText.path(part));
            return Files.exists(next, LinkOption.NOFOLLOW_LINKS) ? List.of(next) : List.of();
        }
        Pattern names = Pattern.compile(regex(part), Pattern.DOTALL);
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String name = NativeText.of(entry.getFileName());
                if (names.matcher(name).matches() && (!name.startsWith(".") || part.startsWith("."))) {
                    found.add(entry);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return List.of(); // a folder that cannot be listed has no matches
        }
        return found;
    }

    /** The text between two stars is matched where it occurs first; this never needs backtracking. */
    private static String regex(String part) {
        List<String> chunks = chunks(part);
        StringBuilder regex = new StringBuilder(chunks.getFirst());
        for (String chunk : chunks.subList(1, Math.max(1, chunks.size() - 1))) {
            regex.append("(?>.*?").append(chunk).append(')');
        }
        return chunks.size() == 1
                ? regex.toString()
                : regex.append(".*").append(chunks.getLast()).toString();
    }

    private static List<String> chunks(String part) {
        List<String> chunks = new ArrayList<>();
        StringBuilder chunk = new StringBuilder();
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            int end = c == '[' ? setEnd(part, i) : -1;
            if (c == '*') {
                chunks.add(chunk.toString());
                chunk.setLength(0);
            } else if (end > 0) {
                chunk.append(set(part.substring(i + 1, end)));
                i = end;
            } else {
                chunk.append(c == '?' ? "." : Pattern.quote(String.valueOf(c)));
            }
        }
        chunks.add(chunk.toString());
        return chunks;
    }

    /** The closing bracket of a set; one right at its beginning is a member. */
    private static int setEnd(String part, int start) {
        int first = start + 1 < part.length() && part.charAt(start + 1) == '!' ? start + 2 : start + 1;
        return part.indexOf(']', first + 1);
    }

    private static String set(String members) {
        boolean negated = members.startsWith("!");
        String rest = withoutEmptyRanges(negated ? members.substring(1) : members);
        if (rest.isEmpty()) {
            return negated ? "." : "(?!)";
        }
        return (negated ? "[^" : "[") + rest + "]";
    }

    /** {@code z-a} has no members. */
    private static String withoutEmptyRanges(String members) {
        StringBuilder rest = new StringBuilder();
        for (int i = 0; i < members.length(); i++) {
            boolean isRange = i + 2 < members.length() && members.charAt(i + 1) == '-';
            if (isRange && members.charAt(i) > members.charAt(i + 2)) {
                i += 2;
            } else if (isRange) {
                rest.append(escaped(members.charAt(i))).append('-').append(escaped(members.charAt(i + 2)));
                i += 2;
            } else {
                rest.append(escaped(members.charAt(i)));
            }
        }
        return rest.toString();
    }

    private static String escaped(char member) {
        return "[]\\^&~-".indexOf(member) < 0 ? String.valueOf(member) : "\\" + member;
    }
}
