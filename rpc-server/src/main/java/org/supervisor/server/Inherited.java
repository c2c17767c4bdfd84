package org.supervisor.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.supervisor.server.os.Handover;
import org.supervisor.server.process.NativeText;

/**
 * The environment and the arguments of this process, as {@link NativeText}: the JVM decodes both in its locale's
 * charset, but the kernel has the bytes.
 */
public final class Inherited {
    /** What LC_ALL was before the launch script set it for the JVM: "=" and its value, or empty if it was not set. */
    private static final String LC_ALL_BEFORE = "SUPERVISOR_RPC_LC_ALL";

    private static final String LC_ALL = "LC_ALL";
    private static final Map<String, String> ENVIRONMENT = withoutOurLocale(exactEnvironment());

    private Inherited() {}

    /** The environment, without the locale that the launch script chose for the JVM alone. */
    public static Map<String, String> environment() {
        return ENVIRONMENT;
    }

    /** The environment, without what the launch script and an earlier process of the daemon have added for the JVM alone. */
    static Map<String, String> environmentOfChildren() {
        Map<String, String> environment = new HashMap<>(ENVIRONMENT);
        environment
                .keySet()
                .removeAll(Set.of(
                        "_JAVA_SR_SIGNUM",
                        OwnVariables.DETACHED,
                        Handover.VARIABLE,
                        OwnVariables.TRIAL,
                        OwnVariables.TRIAL_HANDED));
        environment.keySet().removeAll(ServiceManager.VARIABLES);
        if (environment.remove("SUPERVISOR_RPC_ARENAS") != null) {
            environment.remove("MALLOC_ARENA_MAX"); // nor was that set before
        }
        return environment;
    }

    /** The environment for another build in this process: as it was when the launch script was started. */
    static Map<String, String> environmentOfNextBuild() {
        Map<String, String> environment = environmentOfChildren();
        Set<String> kept = new HashSet<>(environment.keySet());
        kept.add(OwnVariables.DETACHED);
        kept.addAll(ServiceManager.VARIABLES);
        environment.putAll(ENVIRONMENT);
        environment.keySet().retainAll(kept);
        return environment;
    }

    /** The arguments of main. */
    public static String[] arguments(String... decoded) {
        if (Stream.of(decoded).allMatch(NativeText::isAscii)) {
            return decoded;
        }
        try {
            List<String> words = words("cmdline");
            return words.size() < decoded.length
                    ? decoded
                    : words.subList(words.size() - decoded.length, words.size()).toArray(String[]::new);
        } catch (IOException noProc) {
            return decoded;
        }
    }

    /** The whole command line, the JVM's own options included. */
    static List<String> commandLine() throws IOException {
        return words("cmdline");
    }

    private static Map<String, String> exactEnvironment() {
        Map<String, String> decoded = System.getenv();
        boolean exact = decoded.entrySet().stream()
                .allMatch(entry -> NativeText.isAscii(entry.getKey()) && NativeText.isAscii(entry.getValue()));
        if (exact) {
            return decoded;
        }
        try {
            Map<String, String> environment = new HashMap<>();
            for (String pair : words("environ")) {
                int equals = pair.indexOf('=', 1);
                if (equals > 0) {
                    environment.putIfAbsent(pair.substring(0, equals), pair.substring(equals + 1));
                }
            }
            return environment;
        } catch (IOException noProc) {
            return decoded;
        }
    }

    private static Map<String, String> withoutOurLocale(Map<String, String> exact) {
        Map<String, String> environment = new HashMap<>(exact);
        String before = environment.remove(LC_ALL_BEFORE);
        if (before != null && before.isEmpty()) {
            environment.remove(LC_ALL);
        } else if (before != null) {
            environment.put(LC_ALL, before.substring(1));
        }
        return Map.copyOf(environment);
    }

    /** The words of one of the kernel's files, each of which ends with a NUL. */
    private static List<String> words(String file) throws IOException {
        String all = new String(Files.readAllBytes(Path.of("/proc/self").resolve(file)), StandardCharsets.ISO_8859_1);
        List<String> words = new ArrayList<>();
        for (int start = 0, end; (end = all.indexOf('\0', start)) >= 0; start = end + 1) {
            words.add(NativeText.of(all.substring(start, end).getBytes(StandardCharsets.ISO_8859_1)));
        }
        return words;
    }
}
