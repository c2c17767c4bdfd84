package org.supervisor.examples.supctl;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.supervisor.api.FaultCode;
import org.supervisor.api.ProcessInfo;
import org.supervisor.api.ProcessState;
import org.supervisor.api.SupervisorState;
import org.supervisor.client.FaultException;
import org.supervisor.client.SupervisorMethods;

/** Says what is wrong with a supervisor, its machine and its programs, and what to do about it. */
final class DoctorVerb implements Verb {
    @Override
    public Argument argument() {
        return Argument.NONE;
    }

    @Override
    public String purpose() {
        return "Say what is wrong with the supervisor, its machine and its programs";
    }

    @Override
    public List<String> usage() {
        return List.of("doctor        exits with 1 if there is a problem");
    }

    @Override
    public boolean hasJson() {
        return true;
    }

    @Override
    public int run(Session session, List<String> none) {
        List<Finding> findings = new ArrayList<>();
        SupervisorMethods supervisor = session.client().supervisor();
        findings.add(state(supervisor));
        findings.addAll(machine(session));
        findings.addAll(programs(session));
        if (session.isJson()) {
            session.printJson(findings.stream().map(Finding::json).toList());
        } else {
            findings.forEach(finding -> print(session, finding));
        }
        return findings.stream().anyMatch(finding -> finding.severity() == Finding.Severity.PROBLEM)
                ? Exit.FAILED
                : Exit.OK;
    }

    private static void print(Session session, Finding finding) {
        session.print(padded(finding.severity().word(), 8) + " " + finding.about() + ": " + finding.found());
        if (!finding.advice().isEmpty()) {
            session.print(padded("", 8) + " -> " + finding.advice());
        }
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    private static Finding state(SupervisorMethods supervisor) {
        SupervisorState state = supervisor.state();
        String found = "version " + supervisor.version() + " with pid " + supervisor.pid() + " is " + state;
        return state == SupervisorState.RUNNING
                ? Finding.ok("supervisor", found)
                : Finding.problem("supervisor", found, "wait until that is over; what it does is in its log");
    }

    private static List<Finding> machine(Session session) {
        try {
            Optional<Map<String, Object>> facts =
                    session.ifKnown(() -> session.client().daemonFacts());
            return facts.map(MachineFindings::of)
                    .orElseGet(() -> OtherSupervisor.findings(
                            session.target(), session.client().supervisor().pid()));
        } catch (FaultException refused) {
            if (!refused.is(FaultCode.NOT_PERMITTED)) {
                throw refused;
            }
            return List.of(
                    Finding.note("machine", refused.text(), "ask again as a user with the right to all programs"));
        }
    }

    private static List<Finding> programs(Session session) {
        List<ProcessInfo> all = session.client().supervisor().allProcessInfo();
        Map<String, Map<String, Object>> more = Dependents.infos(
                session, all.stream().map(ProcessInfo::namespec).toList());
        List<Finding> found = all.stream()
                .flatMap(info -> program(info, more.getOrDefault(info.namespec(), Map.of())))
                .toList();
        return found.isEmpty() ? List.of(Finding.ok("programs", all.size() + ", and nothing is wrong")) : found;
    }

    private static Stream<Finding> program(ProcessInfo info, Map<String, Object> more) {
        String name = info.namespec();
        List<Finding> found = new ArrayList<>(1);
        if (info.state() == ProcessState.FATAL || info.state() == ProcessState.BACKOFF) {
            found.add(Finding.problem(
                    name, info.state() + ": " + info.spawnError(), "see supctl explain " + name + " and its log"));
        }
        if (info.state() == ProcessState.UNKNOWN) {
            found.add(Finding.problem(
                    name,
                    "it runs, and the supervisor may not signal it",
                    "end it as root; let it not change its user, or run the supervisor as root"));
        }
        if (more.get("health") instanceof Map<?, ?> health && "unhealthy".equals(health.get("state"))) {
            found.add(Finding.problem(name, HealthWords.of(health), "see supctl explain " + name));
        }
        if (more.get("log_trouble") instanceof String trouble) {
            found.add(
                    Finding.problem(name, trouble, "make room, or mend the permissions; its output is lost meanwhile"));
        }
        if (more.get("launch") instanceof String reason) {
            found.add(Finding.problem(name, "its launch waits: " + reason, "see the supervisor's log"));
        }
        return found.stream();
    }
}
