package org.supervisor.server.config;

import java.util.Set;
import org.supervisor.server.process.Dialect;

/** The names of the keys of a program, for tests of other packages. */
public final class ProgramKeyNames {
    private ProgramKeyNames() {}

    /** Those of supervisord's files. */
    public static Set<String> ofSupervisord() {
        return ProgramKeys.ALL.names(Dialect.SUPERVISORD);
    }
}
