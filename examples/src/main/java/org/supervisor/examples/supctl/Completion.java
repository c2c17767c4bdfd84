package org.supervisor.examples.supctl;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.supervisor.api.EventType;

/** Scripts that complete command lines. The template is a resource; the verbs come from {@link Manual}. */
final class Completion {
    private static final int WORDS = 2;

    private Completion() {}

    static int run(List<String> words, Screen screen) {
        if (words.size() != WORDS || !List.of("bash", "zsh").contains(words.get(1))) {
            throw new UsageException(
                    "found " + String.join(" ", words) + "; expected completion bash or completion zsh");
        }
        screen.out().print(script(words.get(1)));
        return Exit.OK;
    }

    static String script(String shell) {
        return template(shell)
                .replace("@VERBS@", verbs(null))
                .replace("@OF_PROCESSES@", verbs(Manual.Argument.PROCESSES).replace(' ', '|'))
                .replace("@OF_EVENT_TYPES@", verbs(Manual.Argument.EVENT_TYPES))
                .replace("@EVENT_TYPES@", eventTypes())
                .replace("@OF_GROUPS@", verbs(Manual.Argument.GROUPS).replace(' ', '|'));
    }

    private static String verbs(Manual.Argument argument) {
        return Manual.entries().stream()
                .filter(entry -> argument == null || entry.argument() == argument)
                .map(Manual.Entry::verb)
                .collect(Collectors.joining(" "));
    }

    private static String eventTypes() {
        return Arrays.stream(EventType.values()).map(EventType::name).collect(Collectors.joining(" "));
    }

    private static String template(String shell) {
        try (InputStream template = Completion.class.getResourceAsStream("completion." + shell)) {
            return new String(template.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
