package org.supervisor.server.os;

import java.util.Locale;
import org.supervisor.server.process.ResourceLimits.Resource;

/** The limits of one resource; {@link Long#MAX_VALUE} is "no limit". */
public record ResourceLimit(Resource resource, long soft, long hard) {
    /** The number of the resource in {@code sys/resource.h}. */
    int number() {
        return switch (resource) {
            case CPU -> 0;
            case FSIZE -> 1;
            case DATA -> 2;
            case STACK -> 3;
            case CORE -> 4;
            case NPROC -> 6;
            case NOFILE -> 7;
            case MEMLOCK -> 8;
            case AS -> 9;
        };
    }

    /** Its name in configuration files and as an option of prlimit(1). */
    String word() {
        return resource.name().toLowerCase(Locale.ROOT);
    }

    /** An option of prlimit(1). */
    String option() {
        return "--" + word() + "=" + text(soft) + ":" + text(hard);
    }

    static String text(long value) {
        return value == Long.MAX_VALUE ? "unlimited" : Long.toString(value);
    }
}
