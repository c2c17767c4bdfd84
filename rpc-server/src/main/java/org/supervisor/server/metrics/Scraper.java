package org.supervisor.server.metrics;

import io.prometheus.metrics.config.PrometheusProperties;
import io.prometheus.metrics.exporter.common.PrometheusScrapeHandler;
import io.prometheus.metrics.instrumentation.jvm.JvmBufferPoolMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmClassLoadingMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmGarbageCollectorMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmMemoryMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmRuntimeInfoMetric;
import io.prometheus.metrics.instrumentation.jvm.JvmThreadsMetrics;
import io.prometheus.metrics.instrumentation.jvm.ProcessMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.supervisor.server.engine.Control;
import org.supervisor.server.engine.ProcessCounts;
import org.supervisor.server.engine.ProcessView;
import org.supervisor.server.os.TreeUsage;
import org.supervisor.server.process.ProcessName;
import org.supervisor.server.rpc.RpcEndpoint;

/**
 * Answers scrapes. Nothing is measured between them: counters that the daemon keeps anyway are read from the loop, a few dozen
 * processes at a time, and what processes use from {@code /proc}. Any thread that may block.
 */
public final class Scraper {
    /** The loop works for some ten microseconds on them. */
    private static final int PROCESSES_AT_ONCE = 64;

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private final Control control;
    private final RpcEndpoint endpoint;
    private final PrometheusRegistry jvm;
    private final PrometheusScrapeHandler handler;

    /**
     * Loads the library, which takes a moment.
     *
     * @param control has what is counted, for the caller of each scrape
     * @param endpoint counts calls
     */
    public Scraper(Control control, RpcEndpoint endpoint) {
        PrometheusProperties defaults = PrometheusProperties.builder().build();
        PrometheusRegistry registry = new PrometheusRegistry();
        this.control = control;
        this.endpoint = endpoint;
        this.jvm = jvm(defaults);
        this.handler = new PrometheusScrapeHandler(defaults, registry);
        registry.register(this::collect);
    }

    /** Not all of the library: some count with a listener from then on. */
    private static PrometheusRegistry jvm(PrometheusProperties defaults) {
        PrometheusRegistry registry = new PrometheusRegistry();
        JvmBufferPoolMetrics.builder(defaults).register(registry);
        JvmClassLoadingMetrics.builder(defaults).register(registry);
        JvmGarbageCollectorMetrics.builder(defaults).register(registry);
        JvmMemoryMetrics.builder(defaults).register(registry);
        JvmRuntimeInfoMetric.builder(defaults).register(registry);
        JvmThreadsMetrics.builder(defaults).register(registry);
        ProcessMetrics.builder(defaults).register(registry);
        return registry;
    }

    /**
     * Answers a scrape with what its caller may see.
     *
     * @throws StalledException the event loop does not answer
     */
    public ScrapeAnswer answer(ScrapeRequest request) throws IOException {
        ScrapeExchange exchange = new ScrapeExchange(request);
        handler.handleRequest(exchange);
        return exchange.answer();
    }

    /** The event loop does not answer. */
    public static final class StalledException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        StalledException(Throwable cause) {
            super("the event loop has not answered for " + LONGEST_WAIT.toSeconds() + " seconds", cause);
        }
    }

    private MetricSnapshots collect() {
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        List<Family.Labelled<DaemonSample>> daemon = List.of(new Family.Labelled<>(
                new DaemonSample(
                        endpoint.version(),
                        control.phase(),
                        wait(control.counts().daemon()),
                        endpoint.calls()),
                Labels.EMPTY));
        DaemonFamilies.ALL.forEach(family -> all.metricSnapshot(family.of(daemon)));
        List<Family.Labelled<ProcessSample>> processes = processes().stream()
                .map(sample ->
                        new Family.Labelled<>(sample, labels(sample.view().name())))
                .toList();
        ProcessFamilies.ALL.forEach(family -> all.metricSnapshot(family.of(processes)));
        jvm.scrape().forEach(all::metricSnapshot);
        return all.build();
    }

    private static Labels labels(ProcessName name) {
        return Labels.of("group", name.group(), "process", name.process());
    }

    private List<ProcessSample> processes() {
        List<ProcessView> views = control.processes();
        Map<ProcessName, ProcessCounts> counts = new HashMap<>();
        List<ProcessName> names = views.stream().map(ProcessView::name).toList();
        for (int from = 0; from < names.size(); from += PROCESSES_AT_ONCE) {
            List<ProcessName> some = names.subList(from, Math.min(from + PROCESSES_AT_ONCE, names.size()));
            wait(control.counts().processes(some)).forEach(each -> counts.put(each.name(), each));
        }
        Map<Integer, TreeUsage> usages = TreeUsage.of(
                views.stream().map(ProcessView::pid).filter(pid -> pid != 0).toList());
        List<ProcessSample> samples = new ArrayList<>(views.size());
        for (ProcessView view : views) {
            ProcessCounts known = counts.get(view.name());
            if (known != null) { // else it was removed meanwhile
                samples.add(new ProcessSample(view, known, Optional.ofNullable(usages.get(view.pid()))));
            }
        }
        return samples;
    }

    private static <T> T wait(CompletableFuture<T> answer) {
        try {
            return answer.get(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException stalled) {
            throw new StalledException(stalled);
        } catch (InterruptedException | ExecutionException failure) {
            throw new IllegalStateException("the counters cannot be read", failure);
        }
    }
}
