package org.supervisor.examples.supctl;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.supervisor.api.ProcessUsage;

/**
 * The columns of {@code top}.
 *
 * @param nameWidth of the column of names
 * @param isMeasured whether there are columns for what processes use
 */
record TopTable(int nameWidth, boolean isMeasured) {
    private static final int STATE_WIDTH = 10;
    private static final int LEAST_NAME_WIDTH = 8;
    private static final long KIB = 1024;
    private static final long SECONDS_OF_A_DAY = Duration.ofDays(1).toSeconds();

    /** Wide enough for all names, but not wider than that. */
    static TopTable of(TopLook look, int mostNameWidth) {
        int width = LEAST_NAME_WIDTH;
        for (TopProcess process : look.processes()) {
            width = Math.max(width, process.name().length());
        }
        return new TopTable(Math.min(width, Math.max(LEAST_NAME_WIDTH, mostNameWidth)), look.isMeasured());
    }

    /** The table for those who cannot be shown it live. */
    static List<String> plain(TopLook look) {
        TopTable table = of(look, Integer.MAX_VALUE);
        return Stream.concat(
                        Stream.of(table.titles()),
                        look.processes().stream()
                                .map(row -> table.name(row) + table.state(row) + table.rest(row))
                                .map(String::stripTrailing))
                .toList();
    }

    String titles() {
        return Columns.padded("NAME", nameWidth)
                + ' '
                + Columns.padded("STATE", STATE_WIDTH)
                + line("PID", "UPTIME", "CPU%", "MEMORY", "REMARK");
    }

    /** A name that is too long loses its beginning, which its neighbours have too. */
    String name(TopProcess row) {
        String name = TopPane.printable(row.name());
        int over = name.length() - nameWidth;
        return (over > 0 ? '~' + name.substring(over + 1) : Columns.padded(name, nameWidth)) + ' ';
    }

    String state(TopProcess row) {
        return Columns.padded(row.word(), STATE_WIDTH);
    }

    String rest(TopProcess row) {
        return line(
                row.pid() == 0 ? "" : Integer.toString(row.pid()),
                row.uptime().map(TopTable::words).orElse(""),
                row.usage()
                        .map(usage -> String.format(Locale.ROOT, "%.1f", usage.cpuPercent()))
                        .orElse(""),
                row.usage()
                        .map(ProcessUsage::residentBytes)
                        .map(TopTable::bytes)
                        .orElse(""),
                TopPane.printable(row.remark()));
    }

    private String line(String pid, String uptime, String cpu, String memory, String remark) {
        return isMeasured
                ? String.format("%7s %11s %6s %7s  %s", pid, uptime, cpu, memory, remark)
                : String.format("%7s %11s  %s", pid, uptime, remark);
    }

    static String words(Duration uptime) {
        long seconds = Math.max(0, uptime.toSeconds());
        long days = seconds / SECONDS_OF_A_DAY;
        String time =
                String.format("%d:%02d:%02d", uptime.toHoursPart(), uptime.toMinutesPart(), uptime.toSecondsPart());
        return days == 0 ? time : days + "d " + time;
    }

    /** In the largest unit of which there is at least one. */
    static String bytes(long bytes) {
        double amount = bytes / (double) KIB;
        for (String unit : List.of("K", "M", "G")) {
            if (amount < KIB) {
                return String.format(Locale.ROOT, amount < 10 ? "%.1f%s" : "%.0f%s", amount, unit);
            }
            amount /= KIB;
        }
        return String.format(Locale.ROOT, "%.1fT", amount);
    }
}
