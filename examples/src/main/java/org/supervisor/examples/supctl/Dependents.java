package org.supervisor.examples.supctl;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.supervisor.api.FaultCode;
import org.supervisor.api.ProcessInfo;
import org.supervisor.client.FaultException;
import org.supervisor.client.SupervisorClient;

/** Which processes depend on others. */
final class Dependents {
    private Dependents() {}

    /** Those that run and depend on one of these processes, directly or not; each comes before what it depends on. */
    static List<String> running(Session session, List<String> names) {
        if (names.isEmpty() || names.contains("all") || names.stream().anyMatch(name -> name.endsWith(":*"))) {
            return List.of();
        }
        Set<String> found = new LinkedHashSet<>();
        names.forEach(name -> addThoseOf(session, name, found));
        names.forEach(found::remove);
        SupervisorClient client = session.client();
        return List.copyOf(found).stream()
                .filter(name -> isRunning(client, name))
                .toList();
    }

    private static void addThoseOf(Session session, String name, Set<String> found) {
        for (String dependent : list(info(session, name), "dependents")) {
            if (!found.contains(dependent)) {
                addThoseOf(session, dependent, found);
                found.add(dependent);
            }
        }
    }

    /** Empty with a supervisor that does not know the method, and for an unknown process, which others report. */
    static Map<String, Object> info(Session session, String name) {
        try {
            return session.ifKnown(() -> session.client().info(name)).orElse(Map.of());
        } catch (FaultException e) {
            if (!e.is(FaultCode.BAD_NAME)) {
                throw e;
            }
            return Map.of();
        }
    }

    static List<String> list(Map<String, Object> info, String member) {
        List<String> texts = new ArrayList<>();
        if (info.get(member) instanceof List<?> values) {
            values.forEach(value -> texts.add(value.toString()));
        }
        return texts;
    }

    private static boolean isRunning(SupervisorClient client, String name) {
        ProcessInfo info = client.supervisor().processInfo(name);
        return info.state().isRunningLike();
    }
}
