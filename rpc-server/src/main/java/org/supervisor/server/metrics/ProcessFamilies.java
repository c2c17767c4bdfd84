package org.supervisor.server.metrics;

import static org.supervisor.server.metrics.Family.counter;
import static org.supervisor.server.metrics.Family.gauge;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import org.supervisor.api.ProcessState;
import org.supervisor.api.StreamAccount;
import org.supervisor.server.engine.ProcessCounts;

/** The metrics of each process, with the labels {@code group} and {@code process}. */
final class ProcessFamilies {
    private static final double MILLIS_PER_SECOND = 1e3;

    private ProcessFamilies() {}

    static final List<Family<ProcessSample>> ALL = List.of(
            gauge(
                    "supervisor_process_up",
                    "Whether the process is RUNNING: up for long enough, and ready.",
                    (sample, points) -> points.add(sample.view().state() == ProcessState.RUNNING)),
            gauge(
                    "supervisor_process_state",
                    "The state of the process: 0 STOPPED, 10 STARTING, 20 RUNNING, 30 BACKOFF, 40 STOPPING, 100 EXITED,"
                            + " 200 FATAL, 1000 UNKNOWN.",
                    (sample, points) -> points.add(sample.view().state().code())),
            gauge(
                    "supervisor_process_wanted",
                    "Whether the process is wanted up.",
                    (sample, points) -> points.add(sample.counts().isWanted())),
            gauge(
                    "supervisor_process_healthy",
                    "Whether the checks of the process find that it works; only with checks that have a result.",
                    (sample, points) -> sample.counts().isHealthy().ifPresent(points::add)),
            gauge(
                    "supervisor_process_start_time_seconds",
                    "When the process was launched, in seconds since 1970; only while there is one.",
                    (sample, points) -> {
                        if (sample.view().pid() != 0) {
                            sample.view().lastRun().started().ifPresent(when -> points.add(seconds(when)));
                        }
                    }),
            gauge(
                    "supervisor_process_exit_status",
                    "The exit status of the last end, -1 after a signal; only after an end.",
                    (sample, points) ->
                            sample.view().lastRun().exit().ifPresent(status -> points.add(status.wireCode()))),
            gauge(
                    "supervisor_process_ready_seconds",
                    "How long the last start took, from the order to launch the process until it was RUNNING.",
                    (sample, points) -> sample.counts().runs().lastStart().ifPresent(points::add)),
            counter(
                    "supervisor_process_launches",
                    "Launches that have succeeded.",
                    (sample, points) -> points.add(sample.counts().runs().launches())),
            counter(
                    "supervisor_process_launch_failures",
                    "Launches that have failed.",
                    (sample, points) -> points.add(sample.counts().runs().refused())),
            counter(
                    "supervisor_process_restarts",
                    "Launches that nobody requested: after an end, a failed start or a failed check.",
                    (sample, points) -> points.add(sample.counts().runs().restarts())),
            counter(
                    "supervisor_process_backoffs",
                    "Pauses before such a launch.",
                    (sample, points) -> points.add(sample.counts().runs().pauses())),
            counter(
                    "supervisor_process_exits",
                    "Ends of the process, by kind: expected, unexpected, signalled, early, stopped or killed.",
                    (sample, points) -> {
                        for (ProcessCounts.Ending ending : ProcessCounts.Ending.values()) {
                            points.add(
                                    sample.counts().runs().endings().getOrDefault(ending, 0L),
                                    "kind",
                                    ending.name().toLowerCase(Locale.ROOT));
                        }
                    }),
            counter(
                    "supervisor_process_cpu_seconds",
                    "The processor time of the process and all that belongs to it.",
                    (sample, points) -> sample.usage().ifPresent(usage -> points.add(usage.cpu()))),
            gauge(
                    "supervisor_process_resident_memory_bytes",
                    "The resident memory of the process and all that belongs to it; what they share counts for each.",
                    (sample, points) -> sample.usage().ifPresent(usage -> points.add(usage.residentBytes()))),
            gauge(
                    "supervisor_process_open_fds",
                    "The open descriptors of the process and all that belongs to it, if the supervisor may know.",
                    (sample, points) -> sample.usage()
                            .ifPresent(usage -> usage.descriptors().ifPresent(points::add))),
            gauge(
                    "supervisor_process_threads",
                    "The threads of the process and all that belongs to it.",
                    (sample, points) -> sample.usage().ifPresent(usage -> points.add(usage.threads()))),
            gauge(
                    "supervisor_process_tree_processes",
                    "The process and all processes that belong to it.",
                    (sample, points) -> sample.usage().ifPresent(usage -> points.add(usage.processes()))),
            stream("read", "Bytes of output that were read from the process.", StreamAccount::read),
            stream("written", "Bytes of output that were written to its log.", StreamAccount::written),
            stream(
                    "removed",
                    "Bytes of output that were not meant for a log, or have none: escapes, captured events.",
                    StreamAccount::removed),
            stream(
                    "dropped",
                    "Bytes of output that are lost, because the log could not be written.",
                    StreamAccount::dropped));

    private static Family<ProcessSample> stream(String what, String help, ToLongFunction<StreamAccount> bytes) {
        return counter(
                "supervisor_process_output_" + what + "_bytes",
                help,
                (sample, points) -> sample.counts()
                        .streams()
                        .forEach(account -> points.add(
                                bytes.applyAsLong(account),
                                "stream",
                                account.stream().word())));
    }

    private static double seconds(Instant when) {
        return when.toEpochMilli() / MILLIS_PER_SECOND;
    }
}
