package org.supervisor.server.config;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.supervisor.server.process.ResourceLimits;
import org.supervisor.server.process.ResourceLimits.Limit;
import org.supervisor.server.process.ResourceLimits.Resource;

/** What the kernel lets a program have of each resource. */
final class LimitKeys {
    static final Keys ALL = new Keys(Change.UPDATE);

    private static final Map<Resource, Key<Limit>> KEYS = new EnumMap<>(Resource.class);

    static {
        for (Resource resource : Resource.values()) {
            KEYS.put(resource, ALL.add(key(resource)));
        }
    }

    private LimitKeys() {}

    private static Key<Limit> key(Resource resource) {
        return switch (resource) {
            case NOFILE -> key(resource, LaunchTypes.NUMBER_LIMIT, "how many descriptors it may have open");
            case CORE -> key(resource, LaunchTypes.BYTES_LIMIT, "the size of its core file; 0: none");
            case AS -> key(resource, LaunchTypes.BYTES_LIMIT, "its address space");
            case NPROC -> key(resource, LaunchTypes.NUMBER_LIMIT, "how many processes and threads its user may have");
            case FSIZE -> key(resource, LaunchTypes.BYTES_LIMIT, "the size of files that it writes");
            case DATA -> key(resource, LaunchTypes.BYTES_LIMIT, "its data segment");
            case STACK -> key(resource, LaunchTypes.BYTES_LIMIT, "the stack of its main thread");
            case MEMLOCK -> key(resource, LaunchTypes.BYTES_LIMIT, "how much memory it may lock");
            case CPU -> key(resource, LaunchTypes.SECONDS_LIMIT, "how much CPU time it may use before XCPU, then KILL");
        };
    }

    private static Key<Limit> key(Resource resource, Type<Limit> type, String meaning) {
        return Key.added("limit_" + resource.name().toLowerCase(Locale.ROOT), type, "the daemon's own", meaning);
    }

    static Optional<ResourceLimits> read(Values values) {
        Map<Resource, Limit> limits = new EnumMap<>(Resource.class);
        KEYS.forEach((resource, key) -> values.find(key).ifPresent(limit -> limits.put(resource, limit)));
        return limits.isEmpty() ? Optional.empty() : Optional.of(ResourceLimits.of(limits));
    }
}
