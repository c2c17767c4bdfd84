package org.supervisor.examples.supctl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What can be seen from here of a supervisor that reports nothing of its machine, such as a supervisord. */
final class OtherSupervisor {
    // proc_pid_limits(5): the name, the soft limit, the hard limit
    private static final String OPEN_FILES = "Max open files";
    private static final Pattern BLANKS = Pattern.compile("\\s+");

    private OtherSupervisor() {}

    static List<Finding> findings(Target target, int pid) {
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.note(
                "machine",
                "this supervisor does not report what it knows of its machine",
                "that takes Supervisor RPC"));
        if (target.url().startsWith("unix:")) { // so it is on this machine
            findings.addAll(descriptors(Path.of("/proc", Integer.toString(pid))));
        }
        return findings;
    }

    private static List<Finding> descriptors(Path process) {
        try (Stream<Path> open = Files.list(process.resolve("fd"));
                Stream<String> limits = Files.lines(process.resolve("limits"))) {
            double count = open.count();
            return limits.filter(line -> line.startsWith(OPEN_FILES))
                    .map(line ->
                            BLANKS.split(line.substring(OPEN_FILES.length()).strip(), -1)[0])
                    .filter(limit -> !limit.equals("unlimited"))
                    .map(limit -> MachineFindings.descriptors(count, Double.parseDouble(limit)))
                    .toList();
        } catch (IOException notOurs) { // it belongs to another user
            return List.of();
        }
    }
}
