package org.supervisor.server.os;

import java.util.Locale;

/** The limits of one resource; {@link Long#MAX_VALUE} is "no limit". */
public record ResourceLimit(Resource resource, long soft, long hard) {
    /** A resource with its number in {@code sys/resource.h}. */
    public enum Resource {
        CPU(0),
        FSIZE(1),
        DATA(2),
        STACK(3),
        CORE(4),
        NPROC(6),
        NOFILE(7),
        MEMLOCK(8),
        AS(9);

        private final int number;

        Resource(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }

        /** Its name in configuration files and as an option of prlimit(1). */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** An option of prlimit(1). */
    String option() {
        return "--" + resource.word() + "=" + text(soft) + ":" + text(hard);
    }

    static String text(long value) {
        return value == Long.MAX_VALUE ? "unlimited" : Long.toString(value);
    }
}
