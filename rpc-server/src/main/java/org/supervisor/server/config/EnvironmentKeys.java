package org.supervisor.server.config;

import java.util.List;
import java.util.Optional;
import org.supervisor.server.process.Dialect;
import org.supervisor.server.process.EnvironmentSources;

/** Where the variables of a program come from. */
final class EnvironmentKeys {
    static final Keys ALL = new Keys(Change.UPDATE);

    static final Key<List<EnvironmentSources.EnvironmentFile>> ENV_FILE = ALL.add(Key.added(
            "env_file",
            LaunchTypes.ENVIRONMENT_FILES,
            "none",
            "files of variables, read at each start; with - before a name it may be missing; environment replaces what"
                    + " they set"));
    static final Key<Boolean> CLEAR_ENVIRONMENT = ALL.add(
            Key.added("clear_environment", Types.BOOLEAN, "false", "whether the daemon's own variables are left out"));
    static final Key<List<String>> PASS_ENVIRONMENT = ALL.add(Key.added(
            "pass_environment",
            LaunchTypes.VARIABLES,
            "none",
            "the daemon's own variables that are kept although the others are left out"));
    static final Key<Boolean> LOGIN_ENVIRONMENT = ALL.add(Key.added(
            "login_environment",
            Types.BOOLEAN,
            "false",
            "whether HOME, USER, LOGNAME and SHELL are those of the user it runs as"));

    private EnvironmentKeys() {}

    static Optional<EnvironmentSources> read(Values values) {
        List<EnvironmentSources.EnvironmentFile> files = values.find(ENV_FILE).orElse(List.of());
        boolean clears = values.find(CLEAR_ENVIRONMENT).orElse(false);
        List<String> passes = values.find(PASS_ENVIRONMENT).orElse(List.of());
        boolean login = values.find(LOGIN_ENVIRONMENT).orElse(false);
        boolean replaces = values.dialect() == Dialect.PERL
                && values.setting(ProgramKeys.PERL_ENVIRONMENT).isPresent();
        if (!passes.isEmpty() && !clears && !replaces) {
            values.warn(
                    PASS_ENVIRONMENT,
                    "has no effect without " + CLEAR_ENVIRONMENT.name(values.dialect()) + ": all variables are kept");
        }
        EnvironmentSources sources = new EnvironmentSources(files, clears, passes, login);
        return sources.equals(new EnvironmentSources(List.of(), false, List.of(), false))
                ? Optional.empty()
                : Optional.of(sources);
    }
}
