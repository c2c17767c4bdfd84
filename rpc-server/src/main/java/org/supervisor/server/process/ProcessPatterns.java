package org.supervisor.server.process;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apiguardian.api.API;

/**
 * Processes by patterns: {@code group:process}, where {@code *} stands for any characters, or {@code name} for all processes
 * of the group of that name. Immutable.
 */
@API(status = API.Status.EXPERIMENTAL)
public final class ProcessPatterns {
    /** All processes. */
    public static final ProcessPatterns ALL = new ProcessPatterns(List.of("*"));

    private static final String ANY = "*";

    private final List<String> texts;
    private final List<Address> addresses;

    /** One pattern. */
    private record Address(Pattern group, Pattern process) {}

    /** The processes that at least one pattern fits. */
    public ProcessPatterns(List<String> patterns) {
        this.texts = List.copyOf(patterns);
        this.addresses = texts.stream().map(ProcessPatterns::address).toList();
    }

    private static Address address(String pattern) {
        int colon = pattern.indexOf(':');
        return colon < 0
                ? new Address(glob(pattern), glob(ANY))
                : new Address(glob(pattern.substring(0, colon)), glob(pattern.substring(colon + 1)));
    }

    private static Pattern glob(String text) {
        return Pattern.compile(
                Arrays.stream(text.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")),
                Pattern.DOTALL);
    }

    /** As they were written, one by one. */
    public List<String> texts() {
        return texts;
    }

    /** Whether they are all processes, whatever there will be. */
    public boolean areAll() {
        return texts.contains(ANY);
    }

    /** Whether a process is one of them. */
    public boolean cover(ProcessName name) {
        return addresses.stream()
                .anyMatch(address -> address.group().matcher(name.group()).matches()
                        && address.process().matcher(name.process()).matches());
    }

    /** Whether processes of this group can be among them. */
    public boolean touch(String group) {
        return addresses.stream()
                .anyMatch(address -> address.group().matcher(group).matches());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ProcessPatterns patterns && patterns.texts.equals(texts);
    }

    @Override
    public int hashCode() {
        return texts.hashCode();
    }

    /** As they were written. */
    @Override
    public String toString() {
        return String.join(", ", texts);
    }
}
