package org.supervisor.examples.supctl;

import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jline.terminal.Terminal;
import org.supervisor.api.FaultCode;
import org.supervisor.client.FaultException;
import org.supervisor.client.SupervisorClient;

/** Commands for one supervisor. For one thread. */
final class Session implements AutoCloseable {
    private final Target target;
    private final Screen screen;
    private final boolean json;
    private Optional<SupervisorClient> client = Optional.empty();
    private Optional<Predicate<String>> confirmation = Optional.empty();
    private boolean isEnded;

    private Optional<Terminal> terminal = Optional.empty();
    private volatile Optional<Runnable> onInterrupt = Optional.empty();

    Session(Target target, Screen screen, boolean json) {
        this.target = target;
        this.screen = screen;
        this.json = json;
    }

    Target target() {
        return target;
    }

    /**
     * Created by the first verb that needs it: help and completion do not.
     *
     * @throws UsageException if the address is not valid
     */
    SupervisorClient client() {
        if (client.isEmpty()) {
            client = Optional.of(target.client());
        }
        return client.get();
    }

    /** What a method returns that not every supervisor has; empty with one that does not know it. */
    <T> Optional<T> ifKnown(Supplier<T> call) {
        try {
            return Optional.of(call.get());
        } catch (FaultException e) {
            if (!e.is(FaultCode.UNKNOWN_METHOD)) {
                throw e;
            }
            return Optional.empty();
        }
    }

    Screen screen() {
        return screen;
    }

    /** Whether answers are to be JSON. */
    boolean isJson() {
        return json;
    }

    /** From now on the user has to confirm what cannot be undone. */
    void confirmBy(Predicate<String> question) {
        confirmation = Optional.of(question);
    }

    /** Whether the user confirms; yes, if there is no terminal to ask at. */
    boolean isConfirmed(String question) {
        return confirmation.isEmpty() || confirmation.get().test(question);
    }

    /** Where the user sits who types commands. */
    void sitsAt(Terminal sat) {
        terminal = Optional.of(sat);
    }

    /** Where the user sits, if commands are typed there: there can be only one for standard input. */
    Optional<Terminal> terminal() {
        return terminal;
    }

    /** From now on Ctrl-C ends this. */
    void onInterrupt(Runnable end) {
        onInterrupt = Optional.of(end);
    }

    /** From now on Ctrl-C ends nothing. */
    void ignoreInterrupt() {
        onInterrupt = Optional.empty();
    }

    /** Any thread: Ctrl-C was pressed. */
    void interrupt() {
        onInterrupt.ifPresent(Runnable::run);
    }

    /** No further command is read. */
    void end() {
        isEnded = true;
    }

    boolean isEnded() {
        return isEnded;
    }

    void print(String line) {
        screen.out().print(line + "\n");
    }

    /** Prints what {@link Json} can write as one line. */
    void printJson(Object value) {
        Json.print(value, screen.out());
    }

    /** Prints to standard error. */
    void complain(String line) {
        screen.err().println(line);
    }

    /** Prints a hint for a person to standard error; scripts do not get it. */
    void advise(String line) {
        if (screen.isOutputTerminal()) {
            screen.err().println(line);
        }
    }

    @Override
    public void close() {
        screen.out().flush();
        client.ifPresent(SupervisorClient::close);
    }
}
