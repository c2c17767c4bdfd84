package org.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.supervisor.api.Event;
import org.supervisor.api.EventItem;
import org.supervisor.api.EventType;
import org.supervisor.api.Gap;
import org.supervisor.api.ProcessState;
import org.supervisor.api.Signal;
import org.supervisor.client.EventOptions;
import org.supervisor.client.NotReachableException;
import org.supervisor.client.SupervisorClient;
import org.supervisor.client.SupervisorException;
import org.supervisor.client.UnauthorizedException;

/** The events of a true daemon, over each kind of socket, with a password, through its restart to its end. */
@Timeout(60)
class EventsAgainstDaemonTest {
    private static final EventOptions STATES =
            EventOptions.usual().types(EventType.PROCESS_STATE, EventType.SUPERVISOR_STATE_CHANGE);

    @TempDir
    private Path folder;

    private final int port = DaemonProcess.freePort();

    private DaemonProcess daemon() throws IOException {
        Files.writeString(folder.resolve("supervisord.conf"), """
            [supervisord]
            logfile = @DIR@/log
            pidfile = @DIR@/pid
            childlogdir = @DIR@
            [unix_http_server]
            file = @DIR@/socket
            username = ann
            password = secret
            [inet_http_server]
            port = 127.0.0.1:@PORT@
            username = ann
            password = secret
            [rpcinterface:supervisor]
            supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
            [program:p]
            command = sleep 1000
            startsecs = 0
            autostart = false
            """.replace("@DIR@", folder.toString())
                .replace("@PORT@", Integer.toString(port)));
        DaemonProcess daemon = new DaemonProcess(
                "supervisord",
                folder,
                List.of("-n", "-c", folder.resolve("supervisord.conf").toString()));
        return daemon.until("it listens", () -> Files.exists(folder.resolve("pid")));
    }

    private SupervisorClient.Builder overTcp() {
        return SupervisorClient.builder().uri(URI.create("http://127.0.0.1:" + port));
    }

    private SupervisorClient overSocket() {
        return SupervisorClient.builder()
                .unixSocket(folder.resolve("socket"))
                .credentials("ann", "secret")
                .build();
    }

    /** What one client receives, one line for each item. */
    private static final class Heard {
        private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        private final CompletableFuture<Void> end;

        Heard(SupervisorClient client, EventOptions options) {
            end = client.events(options).consume(item -> lines.add(line(item)));
        }

        private static String line(EventItem item) {
            return switch (item) {
                case Gap gap -> gap.isRestarted() ? "restarted" : "missed " + gap.missed();
                case Event event ->
                    event.to()
                            .map(state -> event.namespec().orElseThrow() + " "
                                    + event.from().orElseThrow() + " " + state
                                    + (event.isUnexpectedExit() ? " unexpected" : ""))
                            .orElse(event.type().name());
            };
        }

        List<String> until(String last) throws InterruptedException {
            List<String> heard = new ArrayList<>();
            String line;
            do {
                line = lines.take();
                heard.add(line);
            } while (!line.equals(last));
            return heard;
        }
    }

    @Test
    void clientsHearWhatHappensThroughARestartToTheEnd() throws Exception {
        BlockingQueue<SupervisorException> losses = new LinkedBlockingQueue<>();
        EventOptions options = STATES.fromTheOldest().onLoss(losses::add);
        try (DaemonProcess daemon = daemon();
                SupervisorClient tcp = overTcp().credentials("ann", "secret").build();
                SupervisorClient socket = overSocket()) {
            List<Heard> both = List.of(new Heard(tcp, options), new Heard(socket, options));
            tcp.supervisor().startProcess("p");
            for (Heard heard : both) {
                assertThat(heard.until("p STARTING RUNNING"))
                        .containsExactly("SUPERVISOR_STATE_CHANGE_RUNNING", "p STOPPED STARTING", "p STARTING RUNNING");
            }
            tcp.supervisor().signalProcess("p", "KILL");
            for (Heard heard : both) {
                assertThat(heard.until("p STARTING RUNNING"))
                        .containsExactly("p RUNNING EXITED unexpected", "p EXITED STARTING", "p STARTING RUNNING");
            }
            daemon.signal(Signal.HUP);
            for (Heard heard : both) {
                assertThat(heard.until("SUPERVISOR_STATE_CHANGE_RUNNING"))
                        .containsExactly(
                                "SUPERVISOR_STATE_CHANGE_STOPPING",
                                "p RUNNING STOPPING",
                                "p STOPPING STOPPED",
                                "restarted",
                                "SUPERVISOR_STATE_CHANGE_RUNNING");
            }
            assertThat(losses).hasSizeGreaterThanOrEqualTo(2).allMatch(NotReachableException.class::isInstance);
            daemon.signal(Signal.TERM);
            assertThat(daemon.exitStatus()).isZero();
            for (Heard heard : both) {
                assertThat(heard.until("SUPERVISOR_STATE_CHANGE_STOPPING")).hasSize(1);
                assertThat(heard.end.cancel(true)).isTrue();
            }
        }
    }

    @Test
    void ticksAreSentToClientsThatRequestThemAndNothingWithoutALogin() throws Exception {
        try (DaemonProcess daemon = daemon();
                SupervisorClient anonymous = overTcp().build();
                SupervisorClient ann = overSocket()) {
            assertThat(daemon.pid()).isPositive();
            assertThat(new Heard(anonymous, STATES)
                            .end
                            .handle((nothing, failure) -> failure)
                            .join())
                    .isInstanceOf(UnauthorizedException.class);
            assertThat(new Heard(ann, EventOptions.usual().types(EventType.TICK_5)).until("TICK_5"))
                    .containsExactly("TICK_5");
        }
    }

    @Test
    void aProcessIsFollowedAlone() throws Exception {
        try (DaemonProcess daemon = daemon();
                SupervisorClient ann = overSocket()) {
            assertThat(daemon.pid()).isPositive();
            Heard heard = new Heard(ann, EventOptions.usual().fromTheOldest().process("p"));
            Heard nothing = new Heard(ann, EventOptions.usual().fromTheOldest().process("q:*"));
            ann.supervisor().startProcess("p");
            assertThat(heard.until("p STARTING RUNNING"))
                    .containsExactly("PROCESS_GROUP_ADDED", "p STOPPED STARTING", "p STARTING RUNNING");
            assertThat(nothing.lines).isEmpty();
            assertThat(ann.supervisor().processInfo("p").state()).isEqualTo(ProcessState.RUNNING);
        }
    }
}
