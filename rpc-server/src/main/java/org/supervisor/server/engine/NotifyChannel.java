package org.supervisor.server.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.supervisor.server.os.Account;
import org.supervisor.server.os.NotifyListener;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.NativeText;

/**
 * The socket to which one program reports about itself. It is read while the program has a process that is known here: what that
 * sends before waits in it. Loop's thread.
 */
final class NotifyChannel {
    /** So many messages are read at once, then there is a pause: a flood fills the socket, and its sender waits. */
    private static final int MOST_AT_ONCE = 64;

    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final Duration REPORTED_EVERY = Duration.ofMinutes(1);
    private static final String VARIABLE = "NOTIFY_SOCKET";

    private final ManagedProcess process;
    private final Path path;
    private final Tools tools;
    private OptionalInt socket = OptionalInt.empty();
    private Optional<Timers.Timer> pause = Optional.empty();
    private boolean isWatched;
    private boolean isReportPending; // what is ignored has been reported less than a minute ago

    NotifyChannel(ManagedProcess process, Path path, Tools tools) {
        this.process = process;
        this.path = path;
        this.tools = tools;
    }

    /**
     * What all of them use.
     *
     * @param messages gets what a program sends
     * @param warn writes a line to the main log
     */
    record Tools(EventLoop loop, Kernel kernel, BiConsumer<ManagedProcess, String> messages, Consumer<String> warn) {}

    String name() {
        return NativeText.of(path);
    }

    /** The variable that all processes of the program were given, as {@code name=value}. */
    String variable() {
        return VARIABLE + "=" + name();
    }

    /** Takes over the socket that another build in this process has handed over. */
    void inherit(OptionalInt descriptor) {
        socket = descriptor;
    }

    OptionalInt descriptor() {
        return socket;
    }

    /** Creates the socket unless there is one. Only this process' user may send to it until it is given to another. */
    void open() throws IOException {
        if (socket.isEmpty()) {
            socket = OptionalInt.of(tools.kernel().notifySocket(path));
        }
    }

    /** Lets the user of the program send to it. Any thread. */
    void giveTo(Optional<Account> owner) throws IOException {
        if (owner.isPresent()) {
            tools.kernel().giveSocket(path, owner.get());
        }
    }

    /** The program is about to be launched: what is left of its last process is not for the next. */
    void equip(LaunchPlan plan) throws IOException {
        open();
        plan.before(() -> giveTo(plan.account()));
        for (int left = MOST_AT_ONCE; left > 0 && receive().isPresent(); left--) {
            // dropped
        }
        plan.variable(VARIABLE, name());
    }

    /** The program has a process. */
    void watch() {
        if (!isWatched && socket.isPresent()) {
            isWatched = true;
            add();
        }
    }

    /** What has been sent so far is read at once. */
    void readNow() {
        if (isWatched) {
            read();
        }
    }

    /** The process has ended: what it has sent last is read. */
    void end() {
        if (isWatched) {
            read();
            unwatch();
        }
    }

    void close() {
        unwatch();
        socket.ifPresent(tools.kernel()::close);
        socket = OptionalInt.empty();
    }

    private void add() {
        tools.loop().poller().add(socket.getAsInt(), true, false, (_, _, _) -> {
            if (!read()) {
                tools.loop().poller().remove(socket.getAsInt());
                pause = Optional.of(tools.loop().after(PAUSE, () -> {
                    pause = Optional.empty();
                    add();
                }));
            }
        });
    }

    private void unwatch() {
        if (isWatched) {
            isWatched = false;
            pause.ifPresentOrElse(
                    Timers.Timer::cancel, () -> tools.loop().poller().remove(socket.getAsInt()));
            pause = Optional.empty();
        }
    }

    private Optional<NotifyListener.Message> receive() {
        return tools.kernel().receive(socket.getAsInt());
    }

    /** Whether that was all there is. */
    private boolean read() {
        for (int left = MOST_AT_ONCE; left > 0; left--) {
            Optional<NotifyListener.Message> message = receive();
            if (message.isEmpty()) {
                return true;
            }
            take(message.get());
        }
        return false;
    }

    private void take(NotifyListener.Message message) {
        if (message.isTooLong()) {
            ignore("a message of more than " + NotifyListener.LONGEST + " bytes", "expected a shorter one");
        } else if (!tools.kernel().belongsTo(process.pid(), message.sender(), variable())) {
            ignore("a message of pid " + message.sender(), "expected one of a process of this program");
        } else {
            tools.messages().accept(process, message.text());
        }
    }

    /** Once a minute, however many come. */
    private void ignore(String what, String expected) {
        if (!isReportPending) {
            isReportPending = true;
            tools.loop().after(REPORTED_EVERY, () -> isReportPending = false);
            tools.warn().accept("'" + process.name() + "': ignored " + what + " on its NOTIFY_SOCKET, " + expected);
        }
    }
}
