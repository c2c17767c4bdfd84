package org.supervisor.server.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.supervisor.server.engine.Durations;

/**
 * A metric, listed once: its name, help, type and where its values are found.
 *
 * @param name as in the Prometheus text format, of a counter with {@code _total}
 * @param help a sentence
 * @param values adds its values for a sample, with their labels
 * @param <T> what is sampled
 */
record Family<T>(String name, String help, Type type, BiConsumer<T, Points> values) {
    private static final String TOTAL = "_total";
    private static final String INFO = "_info";
    private static final double NANOS_PER_SECOND = 1e9;
    private static final long NOT_KNOWN = 0; // when a counter has begun

    /** What a metric can be. */
    enum Type {
        COUNTER,
        GAUGE,
        HISTOGRAM,
        INFO
    }

    static <T> Family<T> gauge(String name, String help, BiConsumer<T, Points> values) {
        return new Family<>(name, help, Type.GAUGE, values);
    }

    static <T> Family<T> counter(String name, String help, BiConsumer<T, Points> values) {
        return new Family<>(name + TOTAL, help, Type.COUNTER, values);
    }

    static <T> Family<T> histogram(String name, String help, BiConsumer<T, Points> values) {
        return new Family<>(name, help, Type.HISTOGRAM, values);
    }

    static <T> Family<T> info(String name, String help, BiConsumer<T, Points> values) {
        return new Family<>(name + INFO, help, Type.INFO, values);
    }

    /** Where the values of a metric are added. */
    static final class Points {
        private final List<Value> values = new ArrayList<>();
        private final List<Times> times = new ArrayList<>();
        private Labels common = Labels.EMPTY;

        private record Value(double value, Labels labels) {}

        private record Times(Durations.Counted durations, Labels labels) {}

        /** Adds a value. */
        void add(double value, String... labels) {
            values.add(new Value(value, merged(labels)));
        }

        /** Adds a number that was counted. */
        void add(long count, String... labels) {
            add((double) count, labels);
        }

        /** Adds a truth. */
        void add(boolean isSo) {
            add(isSo ? 1 : 0);
        }

        /** Adds a duration, in seconds. */
        void add(Duration duration) {
            add(seconds(duration));
        }

        /** Adds durations that were counted. */
        void add(Durations.Counted durations, String... labels) {
            times.add(new Times(durations, merged(labels)));
        }

        private Labels merged(String... labels) {
            return labels.length == 0 ? common : common.merge(Labels.of(labels));
        }
    }

    /**
     * A sample and the labels that all its values have.
     *
     * @param <T> what is sampled
     */
    record Labelled<T>(T sample, Labels labels) {}

    /** Its values for these samples. */
    MetricSnapshot of(List<Labelled<T>> samples) {
        Points points = new Points();
        for (Labelled<T> each : samples) {
            points.common = each.labels();
            values.accept(each.sample(), points);
        }
        return switch (type) {
            case GAUGE ->
                new GaugeSnapshot(
                        new MetricMetadata(name, help),
                        points.values.stream()
                                .map(point ->
                                        new GaugeSnapshot.GaugeDataPointSnapshot(point.value(), point.labels(), null))
                                .toList());
            case COUNTER ->
                new CounterSnapshot(
                        new MetricMetadata(without(TOTAL), help),
                        points.values.stream()
                                .map(point -> new CounterSnapshot.CounterDataPointSnapshot(
                                        point.value(), point.labels(), null, NOT_KNOWN))
                                .toList());
            case HISTOGRAM ->
                new HistogramSnapshot(
                        new MetricMetadata(name, help),
                        points.times.stream()
                                .map(point -> new HistogramSnapshot.HistogramDataPointSnapshot(
                                        buckets(point.durations().counts()),
                                        seconds(point.durations().sum()),
                                        point.labels(),
                                        Exemplars.EMPTY,
                                        NOT_KNOWN))
                                .toList());
            case INFO ->
                new InfoSnapshot(
                        new MetricMetadata(without(INFO), help),
                        points.values.stream()
                                .map(point -> new InfoSnapshot.InfoDataPointSnapshot(point.labels()))
                                .toList());
        };
    }

    private String without(String ending) {
        return name.substring(0, name.length() - ending.length());
    }

    private static ClassicHistogramBuckets buckets(List<Long> counts) {
        List<Double> bounds = Stream.concat(
                        Durations.BOUNDS.stream().map(Family::seconds), Stream.of(Double.POSITIVE_INFINITY))
                .toList();
        return ClassicHistogramBuckets.of(bounds, counts);
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / NANOS_PER_SECOND;
    }
}
