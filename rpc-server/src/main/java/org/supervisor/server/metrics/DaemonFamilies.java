package org.supervisor.server.metrics;

import static org.supervisor.server.metrics.Family.counter;
import static org.supervisor.server.metrics.Family.gauge;
import static org.supervisor.server.metrics.Family.histogram;
import static org.supervisor.server.metrics.Family.info;

import java.util.List;
import java.util.function.ToLongFunction;
import org.supervisor.server.engine.Counts;

/** The metrics of the daemon itself. */
final class DaemonFamilies {
    private DaemonFamilies() {}

    static final List<Family<DaemonSample>> ALL = List.of(
            info(
                    "supervisor_build",
                    "The version of the supervisor.",
                    (sample, points) -> points.add(1, "version", sample.version())),
            gauge(
                    "supervisor_state",
                    "The state of the supervisor: 1 RUNNING, 0 RESTARTING, -1 SHUTDOWN, 2 FATAL.",
                    (sample, points) -> points.add(sample.state().code())),
            histogram(
                    "supervisor_loop_turn_seconds",
                    "How long the event loop has worked between two waits; all else waits meanwhile.",
                    (sample, points) -> points.add(sample.counts().turns())),
            counter(
                    "supervisor_events",
                    "Events that were published, by type.",
                    (sample, points) ->
                            sample.counts().events().forEach((type, count) -> points.add(count, "type", type.name()))),
            pool("accepted", "Events that a pool of event listeners has subscribed to.", Counts.Pool::accepted),
            pool("processed", "Events that a listener of the pool has processed.", Counts.Pool::processed),
            pool("rejected", "Times that an event came back to the pool.", Counts.Pool::rejected),
            pool("discarded", "Events that are lost, because too many waited.", Counts.Pool::discarded),
            gauge(
                    "supervisor_listener_waiting_events",
                    "Events that wait for a listener of the pool.",
                    (sample, points) -> sample.counts()
                            .pools()
                            .forEach((group, pool) -> points.add(pool.waiting(), "group", group))),
            gauge(
                    "supervisor_listener_buffer_events",
                    "How many events may wait for a listener of the pool (buffer_size).",
                    (sample, points) -> sample.counts()
                            .pools()
                            .forEach((group, pool) -> points.add(pool.capacity(), "group", group))),
            histogram(
                    "supervisor_rpc_duration_seconds",
                    "How long calls took until they had a result, what they waited for included, by method.",
                    (sample, points) ->
                            sample.calls().forEach((method, counted) -> points.add(counted.times(), "method", method))),
            counter(
                    "supervisor_rpc_faults",
                    "Calls that had a fault for a result, by method.",
                    (sample, points) -> sample.calls()
                            .forEach((method, counted) -> points.add(counted.faults(), "method", method))));

    private static Family<DaemonSample> pool(String what, String help, ToLongFunction<Counts.Pool> count) {
        return counter(
                "supervisor_listener_" + what + "_events",
                help,
                (sample, points) -> sample.counts()
                        .pools()
                        .forEach((group, pool) -> points.add(count.applyAsLong(pool), "group", group)));
    }
}
