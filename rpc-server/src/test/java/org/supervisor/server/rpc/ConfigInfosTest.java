package org.supervisor.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.supervisor.server.config.ConfigException;
import org.supervisor.server.config.Configuration;
import org.supervisor.server.config.Overrides;
import org.supervisor.server.config.ProgramKeyNames;
import org.supervisor.server.config.UserLookup;
import org.supervisor.server.engine.ConfigView;
import org.supervisor.server.process.GroupSpec;

/** The members of getAllConfigInfo are keys of a program, each with the value of that key. */
class ConfigInfosTest {
    /** Members that no key has the name of. */
    private static final Set<String> NO_KEYS = Set.of("name", "group", "inuse", "group_prio", "process_prio", "uid");

    /** Keys that have no member of their name; 4.2.5 has none either. */
    private static final Set<String> NO_MEMBERS = Set.of(
            "process_name",
            "numprocs",
            "numprocs_start",
            "priority",
            "autorestart",
            "restart_pause_min",
            "stopasgroup",
            "user",
            "environment",
            "umask",
            "log_format",
            "reload_signal");

    /** Another value than the default, where it cannot be a number of a size or a count. */
    private static final Map<String, String> VALUES = Map.of(
            "command", "/bin/other",
            "directory", "/srv",
            "serverurl", "http://127.0.0.1:1",
            "autostart", "false",
            "exitcodes", "7",
            "stopsignal", "INT",
            "killasgroup", "true",
            "redirect_stderr", "true",
            "stdout_logfile", "/tmp/out.log",
            "stderr_logfile", "/tmp/err.log");

    private static final UserLookup NOBODY = new UserLookup() {
        @Override
        public Optional<Found> find(String user) {
            return user.equals("me") ? Optional.of(new Found("me", "/", 1)) : Optional.empty();
        }

        @Override
        public boolean hasGroup(String group) {
            return false;
        }
    };

    @TempDir
    private Path folder;

    private Map<String, Object> members(String lines) throws IOException, ConfigException {
        Path file = Files.writeString(
                folder.resolve("main.conf"), "[supervisord]\n[program:web]\ncommand=/bin/cat\n" + lines + "\n");
        GroupSpec group = Configuration.load(file, Map.of(), Overrides.NONE, NOBODY)
                .spec()
                .groups()
                .getFirst();
        FakeControl control = new FakeControl();
        control.configs.add(new ConfigView(group.processes().getFirst(), group.priority(), false));
        return new ConfigInfos(control, _ -> OptionalInt.of(4711)).all().getFirst();
    }

    static Set<String> reportedKeys() {
        Set<String> keys = new TreeSet<>(ProgramKeyNames.ofSupervisord());
        keys.removeAll(NO_MEMBERS);
        return keys;
    }

    @Test
    void everyMemberIsAKeyAndEveryKeyAMemberOrKnownToBeNone() throws IOException, ConfigException {
        Set<String> members = new TreeSet<>(members("").keySet());
        members.removeAll(NO_KEYS);

        assertThat(members).isEqualTo(reportedKeys());
        assertThat(ProgramKeyNames.ofSupervisord()).containsAll(NO_MEMBERS);
    }

    @ParameterizedTest
    @MethodSource("reportedKeys")
    void aKeyChangesTheMemberOfItsName(String key) throws IOException, ConfigException {
        String value = VALUES.getOrDefault(key, key.endsWith("_enabled") || key.endsWith("_syslog") ? "true" : "77");

        Set<String> expected = key.equals("redirect_stderr") ? Set.of(key, "stderr_logfile") : Set.of(key);
        assertThat(changed(key + "=" + value)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "process_name, other, name",
        "priority, 5, group_prio process_prio",
        "stopasgroup, true, killasgroup",
        "user, me, uid",
    })
    void aFewKeysChangeMembersOfOtherNames(String key, String value, String members)
            throws IOException, ConfigException {
        assertThat(changed(key + "=" + value)).isEqualTo(Set.of(members.split(" ", -1)));
    }

    private Set<String> changed(String line) throws IOException, ConfigException {
        Map<String, Object> before = members("");
        Map<String, Object> after = members(line.startsWith("command=") ? "[program:web]\n" + line : line);
        return after.keySet().stream()
                .filter(member -> !after.get(member).equals(before.get(member)))
                .collect(Collectors.toSet());
    }
}
