package org.supervisor.server.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.supervisor.server.process.Dialect;
import org.supervisor.server.process.GroupSpec;
import org.supervisor.server.process.StreamSpec;

/** Reads configuration files. Stateless; any thread. */
public final class Configuration {
    private static final Path STANDARD_OUTPUT = Path.of("/dev/stdout");

    private Configuration() {}

    /**
     * Reads a configuration file of either dialect, and what it includes.
     *
     * @param file the main file
     * @param environment the daemon's variables
     * @param overrides the values of the command line
     * @param lookup finds the users of this machine
     * @throws ConfigException with all problems, if there are any; nothing has been changed then
     */
    public static Loaded load(Path file, Map<String, String> environment, Overrides overrides, UserLookup lookup)
            throws ConfigException {
        Users users = new Users(lookup);
        Source source = Source.ofMain(file);
        DialectRule rule = DialectRule.ofMain(source.text());
        return switch (rule.dialect()) {
            case PERL -> perl(source, environment, overrides, users, rule.why());
            case SUPERVISORD -> new SupervisordFile(source, environment, overrides, users).read(rule.why());
        };
    }

    private static Loaded perl(
            Source source, Map<String, String> environment, Overrides overrides, Users users, String why)
            throws ConfigException {
        Findings findings = new Findings();
        Types types = new Types(users, Optional.ofNullable(environment.get("HOME")));
        Section none = Section.of(Listeners.DAEMON, source.file(), 0, List.of());
        Names names = Names.ofEnvironment(environment);
        Values values = Values.supervisord(none, Optional.empty(), types, names, findings, "");
        DaemonReader reader = new DaemonReader(values, overrides, environment, findings);
        DaemonSpec daemon = reader.perl();
        HttpSpec server = Listeners.perl(reader, findings);
        StreamSpec.Log log = new StreamSpec.Log.File(daemon.log().file().orElse(STANDARD_OUTPUT), 0, 0);
        List<GroupSpec> groups = new PerlFile(types, log, findings).read(source);
        findings.check(groups);
        findings.throwIfAny(source.file());
        SupervisorSpec spec = new SupervisorSpec(
                Dialect.PERL,
                daemon,
                new ServersSpec(List.of(server), List.of()),
                groups,
                true,
                List.of(),
                source.file());
        return new Loaded(spec, findings.warnings(), List.of(source.file()), why, findings.values());
    }
}
