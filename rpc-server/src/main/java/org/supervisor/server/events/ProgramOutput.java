package org.supervisor.server.events;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Output of a program as it comes back in a listener's result: the payload of a {@code PROCESS_LOG} event, whose first line
 * names the process and its channel.
 *
 * @param who such as {@code web stdout}
 * @param text what it wrote
 */
record ProgramOutput(String who, String text) {
    /** Nothing, if the result is something else. */
    static Optional<ProgramOutput> in(byte[] result) {
        String payload = new String(result, StandardCharsets.UTF_8);
        int end = payload.indexOf('\n');
        if (end < 0) {
            return Optional.empty();
        }
        Map<String, String> header = Arrays.stream(payload.substring(0, end).split("\\s+"))
                .map(word -> word.split(":", 2))
                .filter(word -> word.length == 2)
                .collect(Collectors.toMap(word -> word[0], word -> word[1], (first, _) -> first));
        String process = header.get("processname");
        String channel = header.get("channel");
        return process == null || channel == null
                ? Optional.empty()
                : Optional.of(new ProgramOutput(process + " " + channel, payload.substring(end + 1)));
    }

    /** Each line behind the name of its program and channel: {@code web stdout | hello}. */
    String prefixed() {
        String lines = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        return Arrays.stream(lines.split("\n", -1))
                .map(line -> who + " | " + line + "\n")
                .collect(Collectors.joining());
    }
}
