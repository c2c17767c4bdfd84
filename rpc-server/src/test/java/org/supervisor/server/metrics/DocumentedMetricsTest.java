package org.supervisor.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Label;
import io.prometheus.metrics.model.snapshots.Labels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.supervisor.api.EventType;
import org.supervisor.api.LogStream;
import org.supervisor.api.StreamAccount;
import org.supervisor.api.SupervisorState;
import org.supervisor.server.engine.Counts;
import org.supervisor.server.engine.Durations;
import org.supervisor.server.engine.ProcessCounts;
import org.supervisor.server.engine.ProcessView;
import org.supervisor.server.os.TreeUsage;
import org.supervisor.server.process.ExitStatus;
import org.supervisor.server.rpc.CallCounts;
import org.supervisor.server.rpc.FakeControl;

/** The documentation, the dashboard and the alerts know just the metrics that there are, with their labels. */
class DocumentedMetricsTest {
    private static final Path DOCUMENTATION = Path.of("..", "docs", "metrics.md");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(supervisor_\\w+)` \\| (\\w+) \\|([^|]*)\\|");
    private static final Pattern METRIC = Pattern.compile("\\b(?:supervisor|process|jvm)_[a-z_]*[a-z]\\b");
    private static final Pattern WORD = Pattern.compile("\\w+");
    private static final Pattern SERIES = Pattern.compile("(?m)^(\\w+)(?:\\{(.*)\\})? ");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");
    private static final Pattern PARTS = Pattern.compile("_(?:bucket|sum|count)$");

    /** What Prometheus adds to each series, and the bounds of histograms. */
    private static final Set<String> LABELS_OF_PROMETHEUS = Set.of("instance", "job", "le");

    /** Everything that a sample can have. */
    private static ProcessSample process() {
        ProcessView stopped = FakeControl.stopped("crew", "web");
        ProcessView view = new ProcessView(
                stopped.spec(),
                stopped.state(),
                4711,
                new ProcessView.LastRun(
                        Optional.of(Instant.EPOCH), Optional.of(Instant.EPOCH), Optional.of(new ExitStatus.Code(3))),
                "",
                Optional.empty(),
                Optional.empty());
        ProcessCounts.Runs runs = new ProcessCounts.Runs(1, 2, 3, 4, Map.of(), Optional.of(Duration.ofSeconds(5)));
        StreamAccount stdout = new StreamAccount(LogStream.STDOUT, Optional.empty(), 6, 1, 2, 3, 0, Optional.empty());
        return new ProcessSample(
                view,
                new ProcessCounts(view.name(), true, Optional.of(true), runs, List.of(stdout)),
                Optional.of(new TreeUsage(1, 2, Duration.ofSeconds(3), 4, OptionalLong.of(5))));
    }

    private static DaemonSample daemon() {
        Durations.Counted times = new Durations().counted();
        return new DaemonSample(
                "0.1.0",
                SupervisorState.RUNNING,
                new Counts.Daemon(
                        times, Map.of(EventType.TICK_5, 1L), Map.of("pool", new Counts.Pool(1, 2, 3, 4, 5, 6))),
                Map.of("supervisor.getState", new CallCounts.Counted(times, 1)));
    }

    private static <T> Stream<Map.Entry<String, Set<String>>> labels(
            List<Family<T>> families, T sample, Labels common) {
        return families.stream()
                .map(family -> Map.entry(
                        family.name(),
                        family.of(List.of(new Family.Labelled<>(sample, common))).getDataPoints().stream()
                                .map(DataPointSnapshot::getLabels)
                                .flatMap(Labels::stream)
                                .map(Label::getName)
                                .collect(Collectors.toCollection(TreeSet::new))));
    }

    /** Our metrics and the names of their labels. */
    private static Map<String, Set<String>> ours() {
        return Stream.concat(
                        labels(ProcessFamilies.ALL, process(), Labels.of("group", "crew", "process", "web")),
                        labels(DaemonFamilies.ALL, daemon(), Labels.EMPTY))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, _) -> a, TreeMap::new));
    }

    /** What a daemon without programs shows, the library's metrics included. */
    private static Map<String, Set<String>> scraped() throws IOException {
        FakeControl control = new FakeControl();
        ScrapeAnswer answer = new Scraper(control, control.endpoint())
                .answer(new ScrapeRequest("GET", "/metrics", null, _ -> List.of()));
        Map<String, Set<String>> all = new TreeMap<>();
        SERIES.matcher(StandardCharsets.UTF_8.decode(answer.body())).results().forEach(series -> {
            Set<String> labels = all.computeIfAbsent(withoutPart(series.group(1)), _ -> new TreeSet<>());
            if (series.group(2) != null) {
                LABEL.matcher(series.group(2)).results().forEach(label -> labels.add(label.group(1)));
            }
        });
        return all;
    }

    private static Map<String, Set<String>> all() throws IOException {
        Map<String, Set<String>> all = new TreeMap<>(scraped());
        all.putAll(ours());
        return all;
    }

    private static String withoutPart(String name) {
        return PARTS.matcher(name).replaceAll("");
    }

    private static Set<String> words(String text) {
        return WORD.matcher(text).results().map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyMetricOfOursIsDocumentedWithItsTypeAndLabelsAndNoOther() throws IOException {
        Map<String, String> documented = ROW.matcher(Files.readString(DOCUMENTATION))
                .results()
                .collect(Collectors.toMap(
                        row -> row.group(1),
                        row -> row.group(2) + " " + words(row.group(3)),
                        (a, _) -> a,
                        TreeMap::new));
        Map<String, String> types = Stream.concat(
                        ProcessFamilies.ALL.stream().map(family -> Map.entry(family.name(), family.type())),
                        DaemonFamilies.ALL.stream().map(family -> Map.entry(family.name(), family.type())))
                .collect(Collectors.toMap(
                        Map.Entry::getKey, type -> type.getValue().name().toLowerCase(Locale.ROOT)));
        Map<String, String> expected = new TreeMap<>();
        ours().forEach((name, labels) -> {
            Set<String> further = new TreeSet<>(labels);
            if (ProcessFamilies.ALL.stream().anyMatch(family -> family.name().equals(name))) {
                assertThat(further).contains("group", "process");
                further.removeAll(Set.of("group", "process"));
            }
            expected.put(name, types.get(name) + " " + further);
        });
        assertThat(documented).isEqualTo(expected);
    }

    @Test
    void theDocumentationNamesNoMetricOfTheLibraryThatThereIsNot() throws IOException {
        Set<String> there = scraped().keySet();
        assertThat(METRIC.matcher(Files.readString(DOCUMENTATION)).results())
                .extracting(MatchResult::group)
                .filteredOn(name -> !name.startsWith("supervisor_"))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(there).anyMatch(known -> known.startsWith(name)));
        assertThat(there)
                .filteredOn(name -> name.startsWith("process_"))
                .allSatisfy(name -> assertThat(Files.readString(DOCUMENTATION)).contains("`" + name + "`"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"prometheus-rules.yml", "grafana-dashboard.json"})
    void aFileOfOursForOthersUsesMetricsAndLabelsThatThereAre(String file) throws IOException {
        String text = Files.readString(Path.of("..", "etc", file));
        Map<String, Set<String>> all = all();
        assertThat(METRIC.matcher(text).results().map(MatchResult::group).distinct())
                .hasSizeGreaterThan(5)
                .allSatisfy(name -> assertThat(all).containsKey(withoutPart(name)));
        Set<String> labels = all.values().stream().flatMap(Set::stream).collect(Collectors.toCollection(TreeSet::new));
        labels.addAll(LABELS_OF_PROMETHEUS);
        Stream<String> matched = found(text, "(\\w+)(?:=~|!=|!~|=)\\\\?\"");
        Stream<String> grouped = found(text, "\\b(?:by|on|ignoring) ?\\(([^)]*)\\)")
                .flatMap(list -> Arrays.stream(list.split(", *", -1)));
        Stream<String> shown = found(text, "\\{\\{ ?(?:\\$labels\\.)?(\\w+) ?\\}\\}");
        assertThat(Stream.of(matched, grouped, shown).flatMap(each -> each).distinct())
                .hasSizeGreaterThan(3)
                .allSatisfy(label -> assertThat(labels).contains(label));
    }

    private static Stream<String> found(String text, String pattern) {
        return Pattern.compile(pattern).matcher(text).results().map(found -> found.group(1));
    }
}
