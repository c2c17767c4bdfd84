package org.supervisor.examples.supctl;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.supervisor.api.EventType;

/** Prints scripts that complete command lines. The templates are resources; the verbs come from {@link Verbs}. */
final class CompletionVerb implements Verb {
    /** The shells with a template. */
    static final List<String> SHELLS = List.of("bash", "zsh");

    @Override
    public Argument argument() {
        return Argument.SHELLS;
    }

    @Override
    public String purpose() {
        return "Print a script that completes command lines in a shell";
    }

    @Override
    public List<String> usage() {
        return List.of("completion bash", "completion zsh");
    }

    @Override
    public int run(Session session, List<String> arguments) {
        if (arguments.size() != 1 || !SHELLS.contains(arguments.get(0))) {
            session.complain("Error: "
                    + (arguments.isEmpty() ? "no shell named" : "found completion " + String.join(" ", arguments))
                    + "; expected completion bash or completion zsh"
                    + (arguments.size() == 1 ? NearSpelling.hint(arguments.get(0), SHELLS) : ""));
            return Exit.WRONG_ARGUMENTS;
        }
        session.screen().out().print(script(arguments.get(0)));
        return Exit.OK;
    }

    private static String script(String shell) {
        return template(shell)
                .replace("@VERBS@", String.join(" ", Verbs.names()))
                .replace("@OPTIONS@", optionCases())
                .replace("@SHELLS@", String.join(" ", SHELLS))
                .replace("@EVENT_TYPES@", eventTypes())
                .replace("@OF_VERBS@", cases(Argument.VERBS))
                .replace("@OF_SHELLS@", cases(Argument.SHELLS))
                .replace("@OF_PROCESSES@", cases(Argument.PROCESSES))
                .replace("@OF_GROUPS@", cases(Argument.GROUPS))
                .replace("@OF_EVENT_TYPES@", cases(Argument.EVENT_TYPES));
    }

    /** The options of each verb that has some, as lines for the shell's {@code case}. */
    private static String optionCases() {
        return Verbs.all().stream()
                .filter(entry -> !entry.verb().options().isEmpty())
                .map(entry -> "    " + entry.name() + ") options='"
                        + String.join(" ", entry.verb().options()) + "' ;;")
                .collect(Collectors.joining("\n"));
    }

    /** The verbs with arguments of this kind, as a pattern for the shell's {@code case}. */
    private static String cases(Argument argument) {
        return Verbs.all().stream()
                .filter(entry -> entry.verb().argument() == argument)
                .map(Verbs.Entry::name)
                .collect(Collectors.joining(" | "));
    }

    private static String eventTypes() {
        return Arrays.stream(EventType.values()).map(EventType::name).collect(Collectors.joining(" "));
    }

    private static String template(String shell) {
        try (InputStream template = CompletionVerb.class.getResourceAsStream("completion." + shell)) {
            return new String(template.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
