package org.supervisor.examples.extension;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.stream.Collectors.joining;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.supervisor.api.Role;
import org.supervisor.server.engine.Aspect;
import org.supervisor.server.engine.Control;
import org.supervisor.server.engine.LoopTasks;
import org.supervisor.server.extension.Extension;
import org.supervisor.server.http.Route;
import org.supervisor.server.rpc.Method;

/**
 * Counts how often each program was launched, shows it as {@code sample.launches} and at {@code /sample}, and launches
 * programs within certain hours only: {@code hours = 8-18}.
 */
public final class Sample implements Extension {
    private final LaunchCounts counts = new LaunchCounts();
    private final Hours hours;

    /**
     * The sample.
     *
     * @param configuration the keys of its section
     * @throws IllegalArgumentException if it does not understand them; the message is shown to the user
     */
    public Sample(Map<String, String> configuration) {
        for (String key : configuration.keySet()) {
            if (!key.equals("hours")) {
                throw new IllegalArgumentException("there is no key " + key + "; the only key is hours");
            }
        }
        hours = Hours.parse(configuration.getOrDefault("hours", "0-24"));
    }

    @Override
    public List<Aspect> aspects(LoopTasks loop) {
        return List.of(counts, new OpeningHours(hours, LocalTime::now, loop));
    }

    @Override
    public List<Method> methods(Control control) {
        return List.of(new Method(
                "launches",
                Role.VIEWER,
                "Counts the launches of each program since the supervisor was started.",
                Method.answers("struct", "how often, by the name of the process"),
                List.of(),
                _ -> completedFuture(counts.byProcess())));
    }

    @Override
    public List<Route> routes(Control control) {
        return List.of(Route.at("/sample", HttpMethod.GET, Role.VIEWER, this::page));
    }

    private boolean page(Request request, Response response, Callback callback) {
        String text = counts.byProcess().entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue() + "\n")
                .collect(joining());
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain;charset=utf-8");
        response.write(true, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), callback);
        return true;
    }
}
