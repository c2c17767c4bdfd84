package org.supervisor.server.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.supervisor.server.process.AspectSpec;
import org.supervisor.server.process.Dialect;

/** The keys of the further capabilities of a program, in both dialects, each capability in its own class. */
final class AspectKeys {
    /** All capabilities, in the order in which they are explained. */
    private static final List<Capability> ALL = List.of(
            new Capability(DependencyKeys.ALL, DependencyKeys::read),
            new Capability(HealthKeys.ALL, HealthKeys::read),
            new Capability(ScheduleKeys.ALL, ScheduleKeys::read),
            new Capability(EnvironmentKeys.ALL, EnvironmentKeys::read),
            new Capability(LimitKeys.ALL, LimitKeys::read),
            new Capability(RestartKeys.ALL, RestartKeys::read),
            new Capability(RecycleKeys.ALL, RecycleKeys::read),
            new Capability(ShutdownKeys.ALL, ShutdownKeys::read),
            new Capability(StopKeys.ALL, StopKeys::read),
            new Capability(TreeKeys.ALL, TreeKeys::read),
            new Capability(PidFileKeys.ALL, PidFileKeys::read),
            new Capability(EvidenceKeys.ALL, EvidenceKeys::read),
            new Capability(HookKeys.ALL, HookKeys::read));

    private static final Set<String> SUPERVISORD = names(Dialect.SUPERVISORD);
    private static final Set<String> PERL = names(Dialect.PERL);

    private AspectKeys() {}

    /**
     * A capability.
     *
     * @param read what it is to do for a process, if a key of it is given
     */
    private record Capability(Keys keys, Function<Values, Optional<? extends AspectSpec>> read) {}

    /** These keys and then those of all capabilities. */
    static List<Keys> after(Keys... own) {
        List<Keys> all = new ArrayList<>(List.of(own));
        ALL.forEach(capability -> all.add(capability.keys()));
        return List.copyOf(all);
    }

    /** The names of the keys of all capabilities. */
    static Set<String> names(Dialect dialect) {
        Set<String> names = new HashSet<>();
        ALL.forEach(capability -> names.addAll(capability.keys().names(dialect)));
        return names;
    }

    /** What the capabilities are to do for a process. Most processes use none, so that is found out first. */
    static List<AspectSpec> read(Values values) {
        if (!values.hasAny(values.dialect() == Dialect.PERL ? PERL : SUPERVISORD)) {
            return List.of();
        }
        List<AspectSpec> aspects = new ArrayList<>();
        ALL.forEach(capability -> capability.read().apply(values).ifPresent(aspects::add));
        return List.copyOf(aspects);
    }
}
