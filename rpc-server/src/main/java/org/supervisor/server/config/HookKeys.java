package org.supervisor.server.config;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.supervisor.server.process.Hook;
import org.supervisor.server.process.Hooks;

/** The commands that are run at moments of the life of a program. */
final class HookKeys {
    static final Keys ALL = new Keys(Change.UPDATE);

    private static final Type<String> COMMAND = new Type<>("line of shell", text -> {
        if (text.isBlank()) {
            throw new BadValue("is empty").advising("expected a line of shell, or no such line");
        }
        return text.strip();
    });
    private static final Map<Hook, Key<String>> COMMANDS = new EnumMap<>(Hook.class);

    static {
        add(Hook.PRE_START, "what is run before each launch; if it fails the launch has failed");
        add(Hook.POST_START, "what is run when it has become running");
        add(Hook.PRE_STOP, "what is run before it is stopped; the stop signal follows, whatever comes of it");
        add(Hook.POST_STOP, "what is run when it has ended, for whatever reason; the next launch waits for it");
        add(
                Hook.STOP,
                "what is run to stop it, in place of the stop signal, which follows if the command fails; it has"
                        + " the time of stopwaitsecs");
        add(Hook.RELOAD, "what is run to make it reload, in place of the reload signal");
    }

    private static final Key<Duration> HOOK_TIMEOUT = ALL.add(Key.added(
            "hook_timeout",
            ProbeTypes.POSITIVE,
            "30s",
            "how long each of these commands may take, then it is killed and has failed"));

    private HookKeys() {}

    private static void add(Hook hook, String meaning) {
        COMMANDS.put(hook, ALL.add(Key.added(hook.word(), COMMAND, "nothing", meaning)));
    }

    static Optional<Hooks> read(Values values) {
        Map<Hook, String> commands = new EnumMap<>(Hook.class);
        COMMANDS.forEach((hook, key) -> values.find(key).ifPresent(command -> commands.put(hook, command)));
        Optional<Duration> timeout = values.find(HOOK_TIMEOUT);
        if (commands.isEmpty()) {
            timeout.ifPresent(_ -> values.warn(HOOK_TIMEOUT, "has no effect without a command to run"));
            return Optional.empty();
        }
        return Optional.of(new Hooks(commands, timeout.orElse(Hooks.TIMEOUT)));
    }
}
