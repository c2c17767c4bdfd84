package org.supervisor.server;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.supervisor.api.LogLevel;
import org.supervisor.api.SupervisorState;
import org.supervisor.server.config.SupervisorSpec;
import org.supervisor.server.engine.Engine;
import org.supervisor.server.os.Daemon;
import org.supervisor.server.os.NotifySocket;

/**
 * Reports to the service manager that has started us, such as systemd, where the daemon is in its life, if it wants to know
 * (sd_notify(3)), and shows it that the event loop turns (sd_watchdog_enabled(3)).
 */
final class ServiceManager {
    private static final String SOCKET = "NOTIFY_SOCKET";
    private static final String WATCHDOG_USEC = "WATCHDOG_USEC";
    private static final String WATCHDOG_PID = "WATCHDOG_PID";

    /** The variables by which it says what it wants of us; they are not for programs. */
    static final Set<String> VARIABLES = Set.of(SOCKET, WATCHDOG_USEC, WATCHDOG_PID);

    private static final long NANOS_PER_MICRO = 1000;

    private final NotifySocket socket;
    private final Optional<Duration> watchdog;
    private final boolean isMain;

    private ServiceManager(NotifySocket socket, Optional<Duration> watchdog, boolean isMain) {
        this.socket = socket;
        this.watchdog = watchdog;
        this.isMain = isMain;
    }

    /**
     * The one that has started us; empty: it does not want to know.
     *
     * @param environment our variables
     * @param isMain whether we are the process that it has started, and not a child of it
     */
    static Optional<ServiceManager> of(Map<String, String> environment, boolean isMain) {
        String name = environment.get(SOCKET);
        return name == null
                ? Optional.empty()
                : NotifySocket.named(name)
                        .map(socket -> new ServiceManager(socket, watchdog(environment, isMain), isMain));
    }

    /** How often at least it wants to hear of us; empty: it does not. */
    private static Optional<Duration> watchdog(Map<String, String> environment, boolean isMain) {
        String pid = environment.getOrDefault(WATCHDOG_PID, "");
        if (isMain && !pid.isEmpty() && !pid.equals(Integer.toString(Daemon.pid()))) {
            return Optional.empty();
        }
        try {
            return Optional.of(Duration.ofNanos(
                            NANOS_PER_MICRO * Long.parseLong(environment.getOrDefault(WATCHDOG_USEC, "0"))))
                    .filter(Duration::isPositive);
        } catch (NumberFormatException foreign) {
            return Optional.empty();
        }
    }

    /** The daemon answers. From now on reports what this engine does. */
    void ready(Engine engine, SupervisorSpec spec) {
        int programs = spec.groups().stream()
                .mapToInt(group -> group.processes().size())
                .sum();
        String text = "READY=1\nSTATUS=Supervises " + programs + (programs == 1 ? " process" : " processes");
        Optional<String> failure = send(isMain ? text : text + "\nMAINPID=" + Daemon.pid());
        failure.ifPresent(why -> engine.note(
                LogLevel.WARN, "the service manager cannot be reached on " + SOCKET + ", and gets no reports: " + why));
        engine.lifetime().reportEnd(this::ends);
        watchdog.ifPresent(period -> {
            turns();
            engine.loop().every(period.dividedBy(2), this::turns);
        });
    }

    private void turns() {
        var _ = send("WATCHDOG=1");
    }

    private void ends(SupervisorState how) {
        var _ = switch (how) {
            case RESTARTING ->
                send("RELOADING=1\nMONOTONIC_USEC=" + System.nanoTime() / NANOS_PER_MICRO + "\nSTATUS=Starting over");
            case SHUTDOWN, FATAL, RUNNING -> send("STOPPING=1\nSTATUS=Ending");
        };
    }

    private Optional<String> send(String message) {
        return socket.send(message);
    }
}
