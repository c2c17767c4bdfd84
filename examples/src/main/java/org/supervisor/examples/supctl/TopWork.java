package org.supervisor.examples.supctl;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.supervisor.api.Event;
import org.supervisor.api.EventItem;
import org.supervisor.api.EventType;
import org.supervisor.api.FaultCode;
import org.supervisor.api.LogStream;
import org.supervisor.api.ProcessState;
import org.supervisor.client.EventOptions;
import org.supervisor.client.FaultException;
import org.supervisor.client.SupervisorClient;
import org.supervisor.client.SupervisorException;

/**
 * What {@code top} has done by a supervisor: each thing on a thread of its own, which tells the model on the screen's. The screen's
 * thread calls.
 */
final class TopWork implements AutoCloseable {
    private static final int MOST_LINES = 1000;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final Session session;
    private final SupervisorClient client;
    private final TopModel model;
    private final Executor screen;
    private final CompletableFuture<Void> events;
    private boolean isLooking;
    private Optional<Following> following = Optional.empty();

    /**
     * Follows the supervisor's events, if it has any.
     *
     * @param screen runs something on the screen's thread, which then draws
     */
    TopWork(Session session, TopModel model, Executor screen) {
        this.session = session;
        this.client = session.client();
        this.model = model;
        this.screen = screen;
        this.events = client.events(
                        EventOptions.usual().types(EventType.PROCESS_STATE).longestPause(LONGEST_PAUSE))
                .consume(item -> screen.execute(() -> happened(item)));
    }

    private void happened(EventItem item) {
        boolean isKnown = item instanceof Event event
                && event.namespec().isPresent()
                && event.to().isPresent()
                && model.changed(
                        event.namespec().get(),
                        event.to().get(),
                        event.to().get() == ProcessState.RUNNING ? event.pid().orElse(0) : 0);
        if (!isKnown) {
            look();
        }
    }

    /** Looks at all processes, unless a look is under way. */
    void look() {
        if (isLooking) {
            return;
        }
        isLooking = true;
        Thread.startVirtualThread(() -> {
            try {
                TopLook look = TopLook.of(client);
                screen.execute(() -> looked(() -> model.looked(look)));
            } catch (SupervisorException e) {
                screen.execute(() -> looked(() -> model.lost(e.getMessage())));
            }
        });
    }

    private void looked(Runnable then) {
        isLooking = false;
        then.run();
    }

    void begin(TopRequest request) {
        switch (request) {
            case TopRequest.Act act -> Thread.startVirtualThread(() -> act(act));
            case TopRequest.Explain(String name) -> {
                stopFollowing();
                Thread.startVirtualThread(() -> explain(name));
            }
            case TopRequest.Follow(String name, LogStream stream) -> {
                stopFollowing();
                Following next = new Following(new TopPane.Source.Log(name, stream));
                following = Optional.of(next);
                Thread.startVirtualThread(next);
            }
            case TopRequest.Close _ -> stopFollowing();
        }
    }

    private void act(TopRequest.Act act) {
        String result;
        try {
            switch (act.verb()) {
                case START -> client.supervisor().startProcess(act.name());
                case STOP -> client.supervisor().stopProcess(act.name());
                case RESTART -> restart(act.name());
            }
            result = act.name() + ": " + act.verb().done();
        } catch (FaultException e) {
            result = act.name() + ": not " + act.verb().done() + ": " + e.text();
        } catch (SupervisorException e) {
            result = act.name() + ": not " + act.verb().done() + ": " + e.getMessage();
        }
        String said = result;
        screen.execute(() -> {
            model.say(said);
            look();
        });
    }

    private void restart(String name) {
        try {
            client.supervisor().stopProcess(name);
        } catch (FaultException e) {
            if (!e.is(FaultCode.NOT_RUNNING)) {
                throw e;
            }
        }
        client.supervisor().startProcess(name);
    }

    /** What the verb prints. */
    private void explain(String name) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(text, false, StandardCharsets.UTF_8);
        try (Session printed = new Session(
                session.target(), new Screen(out, out, InputStream.nullInputStream(), false, false), false)) {
            new ExplainVerb().run(printed, List.of(name));
        } catch (FaultException e) {
            out.println(
                    e.is(FaultCode.UNKNOWN_METHOD) ? "this supervisor does not tell; is it a supervisord?" : e.text());
        } catch (SupervisorException e) {
            out.println(e.getMessage());
        }
        out.flush();
        List<String> lines = text.toString(StandardCharsets.UTF_8).lines().toList();
        screen.execute(() -> model.fill(new TopPane.Source.Explanation(name), lines));
    }

    private void stopFollowing() {
        following.ifPresent(Following::close);
        following = Optional.empty();
    }

    @Override
    public void close() {
        events.cancel(true);
        stopFollowing();
    }

    /** The last lines of a log. However fast they come, the screen has to see them once for each time that it draws. */
    private final class Following implements Runnable, AutoCloseable {
        private final TopPane.Source.Log source;
        private final Deque<String> lines = new ArrayDeque<>(); // guarded by itself
        private final AtomicBoolean isShowDue = new AtomicBoolean();
        private Optional<InputStream> opened = Optional.empty(); // guarded by this
        private boolean isClosed; // guarded by this

        Following(TopPane.Source.Log source) {
            this.source = source;
        }

        @Override
        public void run() {
            try (InputStream log = client.tailLog(source.name(), source.stream())) {
                if (isOpen(log)) {
                    BufferedReader reader = new BufferedReader(new InputStreamReader(log, StandardCharsets.UTF_8));
                    reader.lines().forEach(this::add);
                    add("-- the log has ended");
                }
            } catch (FaultException e) {
                add(e.text());
            } catch (SupervisorException | IOException | UncheckedIOException e) {
                add("-- " + e.getMessage());
            }
        }

        private synchronized boolean isOpen(InputStream log) {
            opened = Optional.of(log);
            return !isClosed;
        }

        private void add(String line) {
            synchronized (lines) {
                lines.add(line);
                if (lines.size() > MOST_LINES) {
                    lines.remove();
                }
            }
            if (!isShowDue.getAndSet(true)) {
                screen.execute(this::show);
            }
        }

        private void show() {
            isShowDue.set(false);
            List<String> seen;
            synchronized (lines) {
                seen = List.copyOf(lines);
            }
            model.fill(source, seen);
        }

        @Override
        public synchronized void close() {
            isClosed = true;
            opened.ifPresent(log -> {
                try {
                    log.close();
                } catch (IOException e) {
                    model.say(e.getMessage());
                }
            });
        }
    }
}
