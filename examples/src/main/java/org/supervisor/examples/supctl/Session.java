package org.supervisor.examples.supctl;

import java.util.function.Predicate;
import org.supervisor.client.SupervisorClient;

/** A conversation with one supervisor. For one thread. */
final class Session implements AutoCloseable {
    private final Target target;
    private final SupervisorClient client;
    private final Screen screen;
    private final boolean json;
    /** Asks somebody who is there; null if nobody is. */
    private Predicate<String> questions;

    private volatile Runnable onInterrupt;

    Session(Target target, Screen screen, boolean json) {
        this.target = target;
        this.client = target.client();
        this.screen = screen;
        this.json = json;
    }

    Target target() {
        return target;
    }

    SupervisorClient client() {
        return client;
    }

    Screen screen() {
        return screen;
    }

    /** Whether answers are to be JSON. */
    boolean isJson() {
        return json;
    }

    /** From now on somebody is there to be asked. */
    void beInteractive(Predicate<String> questions) {
        this.questions = questions;
    }

    /** Whether it is meant: yes, if nobody is there to be asked. */
    boolean isConfirmed(String question) {
        return questions == null || questions.test(question);
    }

    /** What Ctrl-C ends from now on; null: nothing. */
    void whenInterrupted(Runnable end) {
        onInterrupt = end;
    }

    /** Any thread: Ctrl-C was pressed. */
    void interrupt() {
        Runnable end = onInterrupt;
        if (end != null) {
            end.run();
        }
    }

    void print(String line) {
        screen.out().print(line + "\n");
    }

    @Override
    public void close() {
        screen.out().flush();
        client.close();
    }
}
