package org.supervisor.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.eclipse.jetty.http.HttpMethod;
import org.junit.jupiter.api.Test;
import org.supervisor.api.Role;
import org.supervisor.server.engine.Audit;
import org.supervisor.server.process.TimeSource;
import org.supervisor.server.rpc.FakeControl;
import org.supervisor.server.rpc.RpcEndpoint;
import org.supervisor.server.rpc.RpcSettings;

/** What can be requested over HTTP is listed once, with its role. */
class RoutesTest {
    private static List<Route> routes() {
        FakeControl control = new FakeControl();
        RpcSettings settings = new RpcSettings("0", true, _ -> OptionalInt.empty(), TimeSource.SYSTEM);
        RpcHandler rpc = new RpcHandler(
                new RpcEndpoint(control, settings, Runnable::run),
                new ListenerAccess(Audit.NONE),
                HttpLimits.DEFAULT,
                new PendingCalls());
        UnreadPieces unread = new UnreadPieces(0, Runnable::run);
        EventStreams streams = new EventStreams(control.events(), Duration.ofSeconds(15), Runnable::run, unread);
        return Routes.of(rpc, new EventsHandler(streams), new LogFollowing(control, Runnable::run, unread));
    }

    @Test
    void everyRouteIsInTheDocumentation() throws IOException {
        String text = Files.readString(Path.of("..", "docs", "rpc.md"))
                + Files.readString(Path.of("..", "docs", "logs-and-events.md"))
                + Files.readString(Path.of("..", "docs", "metrics.md"))
                + Files.readString(Path.of("..", "docs", "page.md"));
        assertThat(routes())
                .filteredOn(route -> !route.path().equals("/"))
                .allSatisfy(route -> assertThat(text).contains(route.path()));
    }

    @Test
    void aViewerMayUseEveryRouteForMethodsHaveRolesOfTheirOwn() {
        assertThat(routes()).extracting(Route::role).containsOnly(Role.VIEWER);
    }

    @Test
    void callsAreSentAndTheRestIsRead() {
        assertThat(routes())
                .filteredOn(route -> route.method() == HttpMethod.POST)
                .extracting(Route::path)
                .containsExactly("/RPC2", "/");
        assertThat(routes()).extracting(Route::method).containsOnly(HttpMethod.POST, HttpMethod.GET, HttpMethod.HEAD);
    }
}
