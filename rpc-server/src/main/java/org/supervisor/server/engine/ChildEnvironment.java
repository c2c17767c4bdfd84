package org.supervisor.server.engine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.supervisor.server.process.EnvironmentSources;
import org.supervisor.server.process.NativeText;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.Refusal;

/** The environment and directory that a program inherits unless it says otherwise. Immutable. */
final class ChildEnvironment {
    private static final String PATH = "PATH";

    private final EngineSettings.ChildDefaults defaults;

    /** Each name with its whole {@code NAME=value}: nearly the same for all programs, so it is built once. */
    private final Map<String, String> texts = new LinkedHashMap<>();

    ChildEnvironment(EngineSettings.ChildDefaults defaults) {
        this.defaults = defaults;
        defaults.environment().forEach((name, value) -> texts.put(name, text(name, value)));
    }

    /** The whole environment of a program, each {@code NAME=value}. */
    List<String> environmentOf(ProcessSpec spec) {
        return environmentOf(spec, Map.of());
    }

    /**
     * The same with further variables.
     *
     * @param more replace what is inherited, and are replaced by what the program sets itself
     */
    List<String> environmentOf(ProcessSpec spec, Map<String, String> more) {
        Map<String, String> own = ownOf(spec, more);
        List<String> all = new ArrayList<>(texts.size() + own.size());
        Optional<EnvironmentSources> sources = spec.aspect(EnvironmentSources.class);
        boolean inherits = spec.environment().inherits()
                && sources.filter(EnvironmentSources::clears).isEmpty();
        List<String> passes = sources.map(EnvironmentSources::passes).orElse(List.of());
        if (inherits || !passes.isEmpty()) {
            texts.forEach((name, text) -> {
                if (!own.containsKey(name) && (inherits || passes.contains(name))) {
                    all.add(text);
                }
            });
        }
        own.forEach((name, value) -> all.add(text(name, value)));
        return all;
    }

    private Map<String, String> ownOf(ProcessSpec spec, Map<String, String> more) {
        Map<String, String> own = new LinkedHashMap<>();
        if (!spec.environment().inherits()) {
            own.putAll(more);
            own.putAll(spec.environment().values());
            return own;
        }
        own.put("SUPERVISOR_ENABLED", "1");
        spec.serverUrl().or(defaults::serverUrl).ifPresent(url -> own.put("SUPERVISOR_SERVER_URL", url));
        own.put("SUPERVISOR_PROCESS_NAME", spec.name().process());
        own.put("SUPERVISOR_GROUP_NAME", spec.name().group());
        own.putAll(more);
        own.putAll(spec.environment().values());
        return own;
    }

    private static String text(String name, String value) {
        return name + "=" + value;
    }

    /** Why the program's command cannot be run, if it cannot. */
    Optional<Refusal> commandProblem(ProcessSpec spec) {
        return switch (find(spec)) {
            case CommandFinder.Finding.Found _ -> Optional.empty();
            case CommandFinder.Finding.Missing(Refusal refusal) -> Optional.of(refusal);
        };
    }

    /** A relative command is looked for where the original of its dialect would: before or after the child's change of directory. */
    CommandFinder.Finding find(ProcessSpec spec) {
        Path from = switch (spec.start().dialect()) {
            case PERL -> directoryOf(spec);
            case SUPERVISORD -> defaults.directory();
        };
        return CommandFinder.find(spec.command(), pathOf(spec), from);
    }

    private Optional<String> pathOf(ProcessSpec spec) {
        String own = spec.environment().values().get(PATH);
        return own == null && spec.environment().inherits()
                ? Optional.ofNullable(defaults.environment().get(PATH))
                : Optional.ofNullable(own);
    }

    private Path directoryOf(ProcessSpec spec) {
        return ownDirectoryOf(spec).orElse(defaults.directory());
    }

    /**
     * The directory that a program has configured. A program without one inherits the daemon's and does not change
     * directory, so it runs although its user could not enter it: a daemon of root is often started in root's home.
     */
    Optional<Path> ownDirectoryOf(ProcessSpec spec) {
        return spec.directory().map(NativeText::path).map(defaults.directory()::resolve);
    }
}
