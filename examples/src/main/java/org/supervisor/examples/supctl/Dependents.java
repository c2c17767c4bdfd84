package org.supervisor.examples.supctl;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.supervisor.api.FaultCode;
import org.supervisor.api.ProcessInfo;
import org.supervisor.client.Batch;
import org.supervisor.client.Calls;
import org.supervisor.client.FaultException;
import org.supervisor.client.SupervisorException;

/** Which processes depend on others. */
final class Dependents {
    private Dependents() {}

    /** Those that run and depend on one of these processes, directly or not; each comes before what it depends on. */
    static List<String> running(Session session, List<String> names) {
        if (names.isEmpty() || names.contains("all")) {
            return List.of();
        }
        Set<String> processes = members(session, names);
        Map<String, List<String>> dependents = new LinkedHashMap<>();
        for (Set<String> next = processes; !next.isEmpty(); next = unseen(dependents)) {
            infos(session, next).forEach((name, info) -> dependents.put(name, list(info, "dependents")));
        }
        Set<String> found = new LinkedHashSet<>(dependents.keySet());
        found.removeAll(processes);
        if (found.isEmpty()) {
            return List.of();
        }
        Set<String> running = new HashSet<>();
        for (ProcessInfo info : session.client().supervisor().allProcessInfo()) {
            if (info.state().isRunningLike()) {
                running.add(info.namespec());
            }
        }
        return ordered(found, dependents).stream().filter(running::contains).toList();
    }

    /** The processes that are meant: of a group all. */
    private static Set<String> members(Session session, List<String> names) {
        Set<String> groups = new LinkedHashSet<>();
        Set<String> processes = new LinkedHashSet<>();
        for (String name : names) {
            Namespec namespec = Namespec.of(name);
            if (namespec.isGroup()) {
                groups.add(namespec.group());
            } else {
                processes.add(name);
            }
        }
        if (!groups.isEmpty()) {
            session.client().supervisor().allProcessInfo().stream()
                    .filter(info -> groups.contains(info.group()))
                    .forEach(info -> processes.add(info.namespec()));
        }
        return processes;
    }

    private static Set<String> unseen(Map<String, List<String>> dependents) {
        Set<String> unseen = new LinkedHashSet<>();
        dependents.values().forEach(unseen::addAll);
        unseen.removeAll(dependents.keySet());
        return unseen;
    }

    /** Those first on which none of the others depends. */
    private static List<String> ordered(Set<String> names, Map<String, List<String>> dependents) {
        List<String> ordered = new ArrayList<>();
        Set<String> left = new LinkedHashSet<>(names);
        while (!left.isEmpty()) {
            List<String> next = left.stream()
                    .filter(name -> dependents.get(name).stream().noneMatch(left::contains))
                    .toList();
            List<String> added = next.isEmpty() ? List.copyOf(left) : next; // there are no circles
            ordered.addAll(added);
            added.forEach(left::remove);
        }
        return ordered;
    }

    /**
     * What is reported of each process, with one request. Nothing by a supervisor that does not know the method, and of an unknown
     * process, which others report.
     */
    static Map<String, Map<String, Object>> infos(Session session, Collection<String> names) {
        Map<String, CompletableFuture<Map<String, Object>>> answers = new LinkedHashMap<>();
        try (Batch batch = session.client().batch()) {
            names.forEach(name -> answers.put(name, batch.add(Calls.info(name))));
            batch.send();
        }
        Map<String, Map<String, Object>> infos = new LinkedHashMap<>();
        answers.forEach((name, answer) -> infos.put(name, known(answer)));
        return infos;
    }

    private static Map<String, Object> known(CompletableFuture<Map<String, Object>> answer) {
        if (!answer.isCompletedExceptionally()) {
            return answer.join();
        }
        if (answer.exceptionNow() instanceof FaultException fault
                && (fault.is(FaultCode.BAD_NAME) || fault.is(FaultCode.UNKNOWN_METHOD))) {
            return Map.of();
        }
        throw answer.exceptionNow() instanceof SupervisorException failure
                ? failure
                : new IllegalStateException(answer.exceptionNow());
    }

    static List<String> list(Map<String, Object> info, String member) {
        List<String> texts = new ArrayList<>();
        if (info.get(member) instanceof List<?> values) {
            values.forEach(value -> texts.add(value.toString()));
        }
        return texts;
    }
}
