package org.supervisor.server.engine;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.supervisor.api.LogStream;
import org.supervisor.server.output.AccountFile;
import org.supervisor.server.output.ByteCounts;
import org.supervisor.server.output.ChildStream;
import org.supervisor.server.output.StreamSink;
import org.supervisor.server.process.OutputSpec;
import org.supervisor.server.process.ProcessName;
import org.supervisor.server.process.StreamSpec;

/** A way from a pipe to a log, with a program that writes numbered lines, and what surrounds a number in that log. */
enum LoggedForm {
    RAW(OutputSpec.Format.RAW, "raw", 1_000_000, "seq 1 1000000000", ""),
    RAW_SMALL(OutputSpec.Format.RAW, "raw-small", 50_000, "seq 1 1000000000", ""),
    PERL(OutputSpec.Format.PERL, "perl", 300_000, "seq 1 1000000000", "\\[[0-9/]+ [0-9:]+\\]\\[PERL\\] info: "),
    /** A limit that is below one read: files end where a chunk ends. */
    PREFIXED(OutputSpec.Format.PREFIXED, "prefixed", 64_000, "seq 1 1000000000", "[0-9T:.+-]+ PREFIXED stdout \\| "),
    /** What goes to standard error is in the same pipe. */
    JSON(
            OutputSpec.Format.JSON,
            "json",
            1_000_000,
            "exec seq 1 1000000000 >&2",
            "\\{\"time\":\"[^\"]+\",\"program\":\"p\",\"process\":\"JSON\",\"pid\":[0-9]+,\"stream\":\"stdout\",\"line\":\""),
    STRIPPED(
            OutputSpec.Format.RAW,
            "stripped",
            200_000,
            "awk 'BEGIN { for (i = 1; ; i++) printf \"\\033[1m%d\\033[0m\\n\", i }'",
            ""),
    CAPTURED(
            OutputSpec.Format.RAW,
            "captured",
            500_000,
            "awk 'BEGIN { for (i = 1; ; i++)"
                    + " printf \"%d<!--XSUPERVISOR:BEGIN-->c%d<!--XSUPERVISOR:END-->\\n\", i, i }'",
            ""),
    /** Two programs write to one file. */
    SHARED_A(
            OutputSpec.Format.PERL,
            "shared",
            400_000,
            "seq 1 1000000000",
            "\\[[0-9/]+ [0-9:]+\\]\\[SHARED_A\\] info: "),
    SHARED_B(
            OutputSpec.Format.PERL,
            "shared",
            400_000,
            "seq 1 1000000000",
            "\\[[0-9/]+ [0-9:]+\\]\\[SHARED_B\\] info: ");

    private static final int BACKUPS = 10_000;

    private final OutputSpec.Format format;
    private final String file;
    private final long maxBytes;
    private final String writer;
    private final Pattern before;

    LoggedForm(OutputSpec.Format format, String file, long maxBytes, String writer, String before) {
        this.format = format;
        this.file = file;
        this.maxBytes = maxBytes;
        this.writer = writer;
        this.before = Pattern.compile(before);
    }

    String writer() {
        return writer;
    }

    Pattern before() {
        return before;
    }

    /** What is behind the number. */
    String after() {
        return format == OutputSpec.Format.JSON ? "\"}" : "";
    }

    /** Whether the log gets bytes from their pipe before anybody has seen them. */
    boolean isMovedUnseen() {
        return this == RAW || this == RAW_SMALL;
    }

    /** Where its bytes are counted, and counted on by the next process. */
    ByteCounts counts(AccountFile file) {
        AccountFile.Key key = new AccountFile.Key(new ProcessName(name(), name()), LogStream.STDOUT);
        ByteCounts counts = new ByteCounts();
        Optional.ofNullable(file.known().get(key)).ifPresent(counts::resume);
        counts.keptBy(settled -> file.write(key, settled));
        return counts;
    }

    /** The counts of all forms, which go on with what was counted before. */
    static Map<LoggedForm, ByteCounts> allCounts(Path folder) {
        AccountFile file = AccountFile.open(folder, System.err::println);
        Map<LoggedForm, ByteCounts> counts = new EnumMap<>(LoggedForm.class);
        for (LoggedForm form : values()) {
            counts.put(form, form.counts(file));
        }
        file.begin(file.known());
        return counts;
    }

    Path log(Path folder) {
        return folder.resolve(file);
    }

    StreamSink.Plan plan(Path folder, int pid) {
        return new StreamSink.Plan(
                new ChildStream(new ProcessName(name(), name()), "p", pid, LogStream.STDOUT),
                new StreamSpec(
                        new StreamSpec.Log.File(log(folder), maxBytes, BACKUPS),
                        this == CAPTURED ? 4096 : 0,
                        false,
                        false,
                        this == STRIPPED),
                format,
                Optional.empty());
    }
}
