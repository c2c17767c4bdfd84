package org.supervisor.examples.supctl;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the facts of a supervisor mean that knows them ({@code daemon.facts}). */
final class MachineFindings {
    private static final double MOST_USED = 0.8;
    private static final double LEAST_FREE = 0.05;
    private static final double MEBIBYTE = 1024 * 1024;
    private static final double LEAST_FREE_BYTES = 100 * MEBIBYTE;
    private static final double MOST_MOVED_SECONDS = 2;

    private MachineFindings() {}

    /** Facts that are not there are left out. */
    static List<Finding> of(Map<String, Object> facts) {
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.ok("versions", "Java " + facts.get("java") + ", Linux " + facts.get("kernel")));
        number(facts, "descriptors_limit")
                .ifPresent(limit ->
                        number(facts, "descriptors_open").ifPresent(open -> findings.add(descriptors(open, limit))));
        folders(facts).forEach(folder -> findings.add(folder(folder)));
        number(facts, "clock_moved").ifPresent(seconds -> findings.add(clock(seconds)));
        if (facts.get("survives") instanceof Boolean survives) {
            findings.add(survival(survives));
        }
        if (facts.get("kernel_features") instanceof Map<?, ?> features) {
            findings.addAll(features(features));
        }
        return findings;
    }

    static Finding descriptors(double open, double limit) {
        String found = Math.round(open) + " of " + Math.round(limit) + " are open";
        return open <= limit * MOST_USED
                ? Finding.ok("descriptors", found)
                : Finding.problem(
                        "descriptors",
                        found,
                        "raise the limit of its service (LimitNOFILE, ulimit -n), or look for clients that do not go"
                                + " away");
    }

    private static List<Map<?, ?>> folders(Map<String, Object> facts) {
        List<Map<?, ?>> folders = new ArrayList<>();
        if (facts.get("folders") instanceof List<?> all) {
            for (Object each : all) {
                if (each instanceof Map<?, ?> folder) {
                    folders.add(folder);
                }
            }
        }
        return folders;
    }

    private static Finding folder(Map<?, ?> folder) {
        String path = "folder " + folder.get("path");
        if (folder.get("problem") instanceof String problem) {
            return Finding.problem(path, problem, "create it, or let the supervisor's user write there");
        }
        double free = number(folder, "free").orElse(0.0);
        double size = number(folder, "size").orElse(0.0);
        String found = Math.round(free / MEBIBYTE) + " of " + Math.round(size / MEBIBYTE) + " MiB are free";
        return free >= Math.min(size * LEAST_FREE, LEAST_FREE_BYTES)
                ? Finding.ok(path, found)
                : Finding.problem(
                        path, found, "make room: logs that cannot be written are lost, and so is what survives");
    }

    private static Finding clock(double seconds) {
        return Math.abs(seconds) <= MOST_MOVED_SECONDS
                ? Finding.ok("clock", "it goes as it did when the supervisor started")
                : Finding.note(
                        "clock",
                        "it was moved by " + Math.round(seconds) + " s since the supervisor started",
                        "times in logs before that differ; schedules follow the clock, pauses and time limits do not");
    }

    private static Finding survival(boolean survives) {
        return survives
                ? Finding.ok("survival", "programs outlive this supervisor")
                : Finding.note(
                        "survival",
                        "programs end with this supervisor, or soon after",
                        "unless that is meant (adopt = false), its log says why; see statedir");
    }

    private static List<Finding> features(Map<?, ?> features) {
        List<Finding> found = new ArrayList<>();
        feature(
                features,
                "pidfd",
                "children are watched and signalled by their pids",
                "allow pidfd_open where the supervisor runs, or use Linux 5.3 or newer",
                found);
        feature(
                features,
                "pidfd_getfd",
                "the next supervisor cannot write to the standard input of programs",
                "allow pidfd_getfd (and ptrace) where the supervisor runs, or use Linux 5.6 or newer",
                found);
        feature(
                features,
                "exit_of_others",
                "how programs have ended is not known if an earlier supervisor had started them",
                "use Linux 6.15 or newer",
                found);
        if (Boolean.FALSE.equals(features.get("cgroups"))) {
            found.add(Finding.note(
                    "cgroups",
                    "programs cannot have memory_max and the like: " + features.get("cgroups_obstacle"),
                    "needed only for these keys: run the supervisor by a systemd unit with Delegate=yes"));
        }
        return found.isEmpty() ? List.of(Finding.ok("kernel", "it can do all that is used of it")) : found;
    }

    private static void feature(Map<?, ?> features, String name, String means, String advice, List<Finding> found) {
        if (Boolean.FALSE.equals(features.get(name))) {
            found.add(Finding.note(name, means, advice));
        }
    }

    private static Optional<Double> number(Map<?, ?> facts, String name) {
        return facts.get(name) instanceof Number number ? Optional.of(number.doubleValue()) : Optional.empty();
    }
}
