package org.supervisor.examples.supctl;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The lines of audit logs, each of which has a number, the hash of the line before, and a sum of its own. */
final class AuditChain {
    private static final Pattern LINE = Pattern.compile(
            "(\\{\"seq\":(\\d{1,18}),\"time\":\"[^\"]*\",\"event\":\"(\\w+)\",(?:\"after\":\"([^\"]*)\",)?.*"
                    + "\"prev\":\"([0-9a-f]{64})\"),\"sum\":\"([0-9a-f]{64})\"}");
    private static final String MENDED = "mended";
    private static final long UNKNOWN = -1;

    private final List<Line> lines;

    /** What a line says of itself, or where it stands if it says nothing that can be believed. */
    private enum Kind {
        WHOLE,
        CHANGED,
        /** A supervisor was killed while it wrote it, and the next one has noted that. */
        TORN,
        /** The same, and no supervisor has come yet. */
        TORN_END
    }

    /**
     * A line.
     *
     * @param place file and line
     * @param number from 1, as it says; of one that cannot be read what it must be, or UNKNOWN
     * @param before the hash of the line before, as it says
     * @param after of a line about a torn one: number and hash of the last whole line
     */
    private record Line(String place, Kind kind, long number, String before, String hash, Optional<String> after) {
        Line as(Kind other, long itsNumber) {
            return new Line(place, other, itsNumber, before, hash, after);
        }

        String name() {
            return place + (number == UNKNOWN ? "" : ", number " + number + ",");
        }
    }

    /**
     * What was found.
     *
     * @param problems changed, missing and reordered lines
     * @param notes what a crash or rotation explains
     */
    record Verdict(List<String> problems, List<String> notes, String summary) {}

    private AuditChain(List<Line> lines) {
        this.lines = lines;
    }

    /** Reads files, in whatever order they are given. */
    static AuditChain read(List<Path> files) throws IOException {
        List<List<Line>> all = new ArrayList<>();
        for (Path file : files) {
            all.add(lines(file));
        }
        all.sort(Comparator.comparingLong(file -> file.stream()
                .filter(line -> line.kind() == Kind.WHOLE)
                .mapToLong(Line::number)
                .findFirst()
                .orElse(Long.MAX_VALUE)));
        List<Line> lines = new ArrayList<>();
        all.forEach(lines::addAll);
        return new AuditChain(numbered(lines));
    }

    private static List<Line> lines(Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        List<Line> lines = new ArrayList<>();
        for (int begin = 0; begin < text.length(); ) {
            int end = text.indexOf('\n', begin);
            String line = text.substring(begin, end < 0 ? text.length() : end);
            Line read = line(file + ":" + (lines.size() + 1), line);
            lines.add(end < 0 && read.kind() == Kind.CHANGED ? read.as(Kind.TORN_END, UNKNOWN) : read);
            begin = end < 0 ? text.length() : end + 1;
        }
        return lines;
    }

    private static Line line(String place, String text) {
        Matcher parts = LINE.matcher(text);
        String hash = hash(text);
        if (!parts.matches() || !hash(parts.group(1)).equals(parts.group(6))) {
            return new Line(place, Kind.CHANGED, UNKNOWN, "", hash, Optional.empty());
        }
        return new Line(
                place,
                Kind.WHOLE,
                Long.parseLong(parts.group(2)),
                parts.group(5),
                hash,
                Optional.ofNullable(parts.group(4)).filter(_ -> parts.group(3).equals(MENDED)));
    }

    /** Gives the lines that cannot be read the numbers that their neighbours leave, and finds those that are only torn. */
    private static List<Line> numbered(List<Line> lines) {
        List<Line> numbered = new ArrayList<>();
        for (int at = 0; at < lines.size(); at++) {
            Line line = lines.get(at);
            if (line.kind() == Kind.CHANGED) {
                long before = at == 0 ? UNKNOWN : numbered.getLast().number();
                Optional<Line> next = at + 1 < lines.size() ? Optional.of(lines.get(at + 1)) : Optional.empty();
                boolean isTorn = next.filter(mend ->
                                mend.after().isPresent() && mend.before().equals(line.hash()))
                        .isPresent();
                long number = isTorn
                        ? next.orElseThrow().number() - 1
                        : before == UNKNOWN
                                ? next.map(Line::number)
                                        .filter(n -> n > 0)
                                        .map(n -> n - 1)
                                        .orElse(UNKNOWN)
                                : before + 1;
                numbered.add(line.as(isTorn ? Kind.TORN : Kind.CHANGED, number));
            } else {
                numbered.add(line);
            }
        }
        return numbered;
    }

    /** Number and hash of the last whole line. */
    String head() {
        return lines.stream()
                .filter(line -> line.kind() == Kind.WHOLE)
                .reduce((_, last) -> last)
                .map(line -> line.number() + ":" + line.hash())
                .orElse("0:" + "0".repeat(64));
    }

    /**
     * Looks for what was tampered with.
     *
     * @param known a head that was copied earlier
     */
    Verdict verify(Optional<String> known) {
        List<String> problems = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        Map<Long, Line> byNumber = new HashMap<>();
        for (Line line : lines) {
            switch (line.kind()) {
                case CHANGED -> problems.add(line.name() + " was changed, or is none of an audit log");
                case TORN ->
                    notes.add(line.name() + " is torn, as the line after it says: a supervisor was killed there");
                case TORN_END ->
                    notes.add(line.place() + " is torn: a supervisor was killed there, and none has begun since then");
                case WHOLE -> {}
            }
            if (line.number() != UNKNOWN) {
                Line other = byNumber.putIfAbsent(line.number(), line);
                if (other != null && line.kind() == Kind.WHOLE) {
                    problems.add(line.name() + " has the number of " + other.place());
                }
            }
        }
        findGaps(byNumber, problems);
        findBreaks(byNumber, problems);
        known.ifPresent(head -> compare(head, byNumber, problems));
        lines.stream()
                .filter(line -> line.number() > 1)
                .findFirst()
                .filter(lines.getFirst()::equals)
                .ifPresent(first -> notes.add(
                        "the first line has the number " + first.number() + "; those before are not in these files"));
        return new Verdict(
                problems,
                notes,
                lines.size() + " lines, "
                        + (problems.isEmpty()
                                ? "none changed, missing or out of place"
                                : problems.size() + (problems.size() == 1 ? " problem" : " problems"))
                        + "; the head is " + head());
    }

    private void findGaps(Map<Long, Line> byNumber, List<String> problems) {
        Line last = null;
        for (Line line : lines) {
            if (line.number() == UNKNOWN) {
                continue;
            }
            if (last != null && line.number() <= last.number()) {
                if (byNumber.get(line.number()).equals(line)) {
                    problems.add(line.name() + " is out of place: it stands after number " + last.number());
                }
                continue;
            }
            if (last != null) {
                addMissing(last, line, byNumber, problems);
            }
            last = line;
        }
    }

    private static void addMissing(Line last, Line next, Map<Long, Line> byNumber, List<String> problems) {
        long begin = last.number() + 1;
        while (begin < next.number()) {
            if (byNumber.containsKey(begin)) {
                begin++;
                continue;
            }
            long end = begin;
            while (end + 1 < next.number() && !byNumber.containsKey(end + 1)) {
                end++;
            }
            problems.add((begin == end ? "number " + begin + " is" : "numbers " + begin + " to " + end + " are")
                    + " missing, between " + last.place() + " and " + next.place());
            begin = end + 1;
        }
    }

    private void findBreaks(Map<Long, Line> byNumber, List<String> problems) {
        for (Line line : lines) {
            Line before = byNumber.get(line.number() - 1);
            if (line.kind() != Kind.WHOLE || before == null || before.kind() == Kind.CHANGED) {
                continue;
            }
            if (!line.before().equals(before.hash())) {
                problems.add(before.name() + " was changed: " + line.place() + " has another hash of it");
            } else if (line.after().isPresent()) {
                Line whole = byNumber.get(line.number() - 2);
                if (whole != null
                        && whole.kind() == Kind.WHOLE
                        && !line.after().get().equals(whole.number() + ":" + whole.hash())) {
                    problems.add(whole.name() + " was changed: " + line.place() + " has another hash of it");
                }
            }
        }
    }

    private void compare(String head, Map<Long, Line> byNumber, List<String> problems) {
        long number = Long.parseLong(head.substring(0, head.indexOf(':')));
        Line line = byNumber.get(number);
        if (line != null && !head.equals(number + ":" + line.hash())) {
            problems.add(line.name() + " was changed: the head that was copied has another hash of it");
        } else if (line == null && lines.stream().noneMatch(each -> each.number() > number)) {
            problems.add("lines up to number " + number + ", which was the head once, are missing at the end");
        }
    }

    private static String hash(String line) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(line.getBytes(StandardCharsets.ISO_8859_1)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JVM has it", impossible);
        }
    }
}
