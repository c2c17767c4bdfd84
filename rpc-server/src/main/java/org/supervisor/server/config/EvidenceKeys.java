package org.supervisor.server.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.supervisor.server.process.EvidenceRule;

/** What is written down before a program is killed. */
final class EvidenceKeys {
    static final Keys ALL = new Keys(Change.UPDATE);

    enum Wanted {
        OFF,
        ON,
        GDB
    }

    private static final Type<Wanted> WANTED = new Type<>("off, on or gdb", text -> switch (text.strip()) {
        case "off" -> Wanted.OFF;
        case "on" -> Wanted.ON;
        case "gdb" -> Wanted.GDB;
        default -> throw new BadValue("not one of off, on, gdb: " + PythonText.repr(text));
    });

    static final Key<Wanted> EVIDENCE = ALL.add(Key.added(
            "evidence",
            WANTED,
            "off",
            "whether stacks, open files and last lines are written down before it is killed or restarted for a failed"
                    + " check; gdb: native stacks by that debugger, too"));
    static final Key<Path> EVIDENCE_DIR =
            ALL.add(Key.added("evidence_dir", LaunchTypes.ABSOLUTE_PATH, "none", "the folder for that"));
    static final Key<Duration> EVIDENCE_TIMEOUT =
            ALL.add(Key.added("evidence_timeout", ProbeTypes.POSITIVE, "5s", "how long that may take at most"));
    static final Key<Integer> EVIDENCE_KEEP = ALL.add(
            Key.added("evidence_keep", ProbeTypes.FAILURES, "5", "how many of the last ones are kept of each process"));

    private EvidenceKeys() {}

    static Optional<EvidenceRule> read(Values values) {
        Wanted wanted = values.find(EVIDENCE).orElse(Wanted.OFF);
        Optional<Path> folder = values.find(EVIDENCE_DIR);
        Duration timeout = values.find(EVIDENCE_TIMEOUT).orElse(EvidenceRule.TIMEOUT);
        int kept = values.find(EVIDENCE_KEEP).orElse(EvidenceRule.KEPT);
        if (wanted == Wanted.OFF) {
            if (values.raw(EVIDENCE).isEmpty()) {
                List.<Key<?>>of(EVIDENCE_DIR, EVIDENCE_TIMEOUT, EVIDENCE_KEEP).stream()
                        .filter(key -> values.raw(key).isPresent())
                        .forEach(key -> values.warn(key, "has no effect without " + EVIDENCE.name(values.dialect())));
            }
            return Optional.empty();
        }
        if (values.raw(EVIDENCE_DIR).isEmpty()) {
            values.problem(
                    EVIDENCE,
                    "expected a folder for it, such as: " + EVIDENCE_DIR.name(values.dialect())
                            + " = /var/lib/supervisor/evidence",
                    "has no " + EVIDENCE_DIR.name(values.dialect()));
        }
        return folder.map(path -> new EvidenceRule(path, timeout, kept, wanted == Wanted.GDB));
    }
}
