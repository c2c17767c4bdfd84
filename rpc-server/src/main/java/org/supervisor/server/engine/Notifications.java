package org.supervisor.server.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.supervisor.server.os.ForkedProcess;
import org.supervisor.server.os.Handover;
import org.supervisor.server.output.MainLog;
import org.supervisor.server.process.Event;
import org.supervisor.server.process.HealthChecks;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.ProcessGroup;
import org.supervisor.server.process.State;
import org.supervisor.server.process.Transition;

/**
 * Lets programs report about themselves, as with sd_notify(3): each that is to do so has a socket of its own, whose path stays the
 * same for the next daemon. Loop's thread.
 */
final class Notifications implements Aspect {
    private static final int SHOWN = 512;

    private final Map<ManagedProcess, Reporting> all = new HashMap<>();
    private final NotifyChannel.Tools tools;
    private final Optional<Path> folder;
    private final Notified notified;
    private final MainProcesses mains;
    private final MainLog log;
    private Optional<Path> used = Optional.empty();
    private Handover handed = new Handover();

    /**
     * No program yet.
     *
     * @param folder for the sockets; empty: a temporary one, as no daemon comes after this one
     */
    Notifications(
            EventLoop loop, Kernel kernel, Optional<Path> folder, Notified notified, MainProcesses mains, MainLog log) {
        this.mains = mains;
        this.tools = new NotifyChannel.Tools(loop, kernel, this::received, log::warn);
        this.folder = folder;
        this.notified = notified;
        this.log = log;
    }

    /** Gets processes that are to be supervised in place of those that were launched. */
    @FunctionalInterface
    interface MainProcesses {
        /**
         * From now on this one is supervised.
         *
         * @param how for people: how it is known
         */
        void goOnWith(ManagedProcess process, ForkedProcess.Finding.Found main, String how);
    }

    /** What a program has said of its present process. */
    private static final class Reporting {
        private final HealthChecks checks;
        private Optional<NotifyChannel> channel = Optional.empty();
        private String status = "";
        private String phase = "";
        private String errno = "";

        Reporting(HealthChecks checks) {
            this.checks = checks;
        }

        void begin() {
            status = "";
            phase = "";
            errno = "";
        }
    }

    /** Goes on with the sockets that another build in this process has handed over. */
    void inherit(Handover handover) {
        handed = handover;
    }

    /** Hands over the sockets that are in use. */
    void handOver(Handover handover) {
        all.values().stream()
                .flatMap(reporting -> reporting.channel.stream())
                .forEach(channel -> handover.add(nameInHandover(channel), channel.descriptor()));
    }

    private static String nameInHandover(NotifyChannel channel) {
        return "notify socket " + channel.name();
    }

    @Override
    public void added(ProcessGroup group) {
        for (ManagedProcess process : group.processes()) {
            process.spec()
                    .aspect(HealthChecks.class)
                    .filter(HealthChecks::isNotified)
                    .ifPresent(checks -> all.put(process, new Reporting(checks)));
        }
    }

    @Override
    public void removed(ProcessGroup group) {
        for (ManagedProcess process : group.processes()) {
            Optional.ofNullable(all.remove(process))
                    .flatMap(reporting -> reporting.channel)
                    .ifPresent(this::delete);
        }
    }

    @Override
    public void equip(ManagedProcess process, LaunchPlan plan) throws IOException {
        Reporting reporting = all.get(process);
        if (reporting != null) {
            reporting.begin();
            channel(process, reporting).equip(plan);
            reporting.checks.watchdog().ifPresent(period -> {
                plan.variable("WATCHDOG_USEC", Long.toString(period.toNanos() / 1000));
                plan.variableWithPid("WATCHDOG_PID");
            });
        }
    }

    @Override
    public void changed(Transition transition) {
        Reporting reporting = all.isEmpty() ? null : all.get(transition.process());
        if (reporting == null) {
            return;
        }
        boolean lives = transition.process().state() instanceof State.Alive;
        if (lives && transition.cause() instanceof Event.Resumed) {
            open(transition.process(), reporting);
        }
        if (lives) {
            reporting.channel.ifPresent(NotifyChannel::watch);
        } else {
            reporting.channel.ifPresent(NotifyChannel::end);
        }
    }

    /** Its process knows the path already. */
    private void open(ManagedProcess process, Reporting reporting) {
        try {
            NotifyChannel channel = channel(process, reporting);
            channel.open();
            tools.kernel().blocking().execute(() -> give(channel, process));
        } catch (IOException problem) {
            cannotReport(process, problem);
        }
    }

    /** The user's look-up may block. */
    private void give(NotifyChannel channel, ManagedProcess process) {
        try {
            channel.giveTo(LaunchPlan.account(process.spec(), tools.kernel()));
        } catch (IOException | RuntimeException problem) {
            cannotReport(process, problem);
        }
    }

    private void cannotReport(ManagedProcess process, Exception problem) {
        log.error("'" + process.name() + "' cannot report about itself: " + problem.getMessage());
    }

    private NotifyChannel channel(ManagedProcess process, Reporting reporting) throws IOException {
        if (reporting.channel.isEmpty()) {
            String name = process.name().toString();
            String file = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8))
                    .toString()
                    .substring(19)
                    .replace("-", "");
            NotifyChannel fresh = new NotifyChannel(process, folder().resolve(file), tools);
            fresh.inherit(handed.descriptor(nameInHandover(fresh)));
            reporting.channel = Optional.of(fresh);
        }
        return reporting.channel.get();
    }

    private Path folder() throws IOException {
        if (used.isEmpty()) {
            Path path = folder.isPresent() ? folder.get() : Files.createTempDirectory("supervisor");
            tools.kernel().notifyFolder(path);
            used = Optional.of(path);
        }
        return used.get();
    }

    private void received(ManagedProcess process, String message) {
        Reporting reporting = all.get(process);
        if (reporting != null) {
            message.lines().forEach(line -> assign(process, reporting, line));
        }
    }

    private void assign(ManagedProcess process, Reporting reporting, String line) {
        int equals = line.indexOf('=');
        String value = line.substring(equals + 1);
        switch (equals < 0 ? "" : line.substring(0, equals)) {
            case "READY" -> {
                if (value.equals("1")) {
                    reporting.phase = "";
                    notified.ready(process);
                }
            }
            case "RELOADING" -> reporting.phase = value.equals("1") ? "reloading" : reporting.phase;
            case "STOPPING" -> reporting.phase = value.equals("1") ? "stopping" : reporting.phase;
            case "STATUS" -> {
                reporting.status = printable(value);
                notified.status(process, reporting.status);
            }
            case "ERRNO" -> reporting.errno = printable(value);
            case "WATCHDOG" -> watchdog(process, value);
            case "WATCHDOG_USEC" -> time(value).ifPresent(period -> notified.watchdogPeriod(process, period));
            case "EXTEND_TIMEOUT_USEC" -> time(value).ifPresent(time -> notified.moreTime(process, time));
            case "MAINPID" -> mainPid(process, reporting, printable(value));
            default -> {
                // BARRIER and FDSTORE are done when their descriptors have been closed; others are not known here
            }
        }
    }

    private void mainPid(ManagedProcess process, Reporting reporting, String value) {
        boolean isUp = process.state() instanceof State.Starting || process.state() instanceof State.Running;
        if (!isUp || value.equals(Integer.toString(process.pid()))) {
            return;
        }
        String variable = reporting.channel.orElseThrow().variable();
        switch (value.matches("[0-9]{1,9}")
                ? tools.kernel().named(Integer.parseInt(value), process.pid(), variable)
                : new ForkedProcess.Finding.NotFound("no pid")) {
            case ForkedProcess.Finding.Found main -> {
                log.info("'" + process.name() + "': pid " + main.pid() + " is supervised in place of pid "
                        + process.pid() + ", as it has reported (MAINPID)");
                mains.goOnWith(process, main, "it has reported pid " + main.pid() + " as its main process (MAINPID)");
            }
            case ForkedProcess.Finding.NotFound(String problem) ->
                log.warn("'" + process.name() + "': ignored MAINPID=" + value + ": it is " + problem);
        }
    }

    /** Reads what a process that has ended has sent before. */
    void readNow(ManagedProcess process) {
        Reporting reporting = all.isEmpty() ? null : all.get(process);
        if (reporting != null) {
            reporting.channel.ifPresent(NotifyChannel::readNow);
        }
    }

    private void watchdog(ManagedProcess process, String value) {
        switch (value) {
            case "1" -> notified.watchdog(process);
            case "trigger" -> notified.watchdogTriggered(process);
            default -> {
                // not known here
            }
        }
    }

    private static Optional<Duration> time(String micros) {
        if (!micros.matches("[0-9]{1,15}") || Long.parseLong(micros) == 0) {
            return Optional.empty();
        }
        return Optional.of(Duration.ofNanos(Long.parseLong(micros) * 1000));
    }

    /** One line of bounded length without control characters, which a terminal would act on. */
    private static String printable(String text) {
        String plain = text.replaceAll("[\\p{Cntrl}\ufffe\uffff]", " ").strip();
        return plain.substring(
                0, plain.offsetByCodePoints(0, Math.min(SHOWN, plain.codePointCount(0, plain.length()))));
    }

    /** Until it runs its description has the status. */
    @Override
    public String remark(ManagedProcess process) {
        Reporting reporting = all.isEmpty() ? null : all.get(process);
        if (reporting == null || !(process.state() instanceof State.Running)) {
            return "";
        }
        return reporting.phase
                + (reporting.phase.isEmpty() || reporting.status.isEmpty() ? "" : ": ")
                + reporting.status;
    }

    @Override
    public void report(ManagedProcess process, Facts facts) {
        Reporting reporting = all.get(process);
        if (reporting != null) {
            add(facts, "status", reporting.status);
            add(facts, "phase", reporting.phase);
            add(facts, "errno", reporting.errno);
        }
    }

    private static void add(Facts facts, String name, String text) {
        if (!text.isEmpty()) {
            facts.add(name, text);
        }
    }

    private void delete(NotifyChannel channel) {
        channel.close();
        tools.kernel().removeSockets(Path.of(channel.name()));
    }

    /**
     * Closes all sockets.
     *
     * @param leaves whether another daemon will want the same ones
     */
    void close(boolean leaves) {
        for (Reporting reporting : all.values()) {
            reporting.channel.ifPresent(leaves ? NotifyChannel::close : this::delete);
            reporting.channel = Optional.empty();
        }
        if (!leaves) {
            used.ifPresent(tools.kernel()::removeSockets);
            used = Optional.empty();
        }
    }
}
