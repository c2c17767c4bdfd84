package org.supervisor.server.config;

import java.util.Optional;
import org.supervisor.server.process.ShutdownRule;

/** Whether the supervisor ends with a program. */
final class ShutdownKeys {
    static final Keys ALL = new Keys(Change.UPDATE);

    private static final Type<Boolean> ACTION = new Type<>("nothing or shutdown", text -> switch (text.strip()) {
        case "nothing" -> false;
        case "shutdown" -> true;
        default -> throw new BadValue("not one of nothing, shutdown: " + PythonText.repr(text));
    });
    private static final Key<Boolean> ON_EXIT = ALL.add(Key.added(
            "on_exit",
            ACTION,
            "nothing",
            "what the daemon does when it has ended by itself and is not started again: nothing, or shutdown with its"
                    + " exit code"));
    private static final Key<Boolean> ON_FATAL = ALL.add(
            Key.added("on_fatal", ACTION, "nothing", "what the daemon does when it is given up: nothing or shutdown"));

    private ShutdownKeys() {}

    static Optional<ShutdownRule> read(Values values) {
        boolean onExit = values.find(ON_EXIT).orElse(false);
        boolean onFatal = values.find(ON_FATAL).orElse(false);
        return onExit || onFatal ? Optional.of(new ShutdownRule(onExit, onFatal)) : Optional.empty();
    }
}
