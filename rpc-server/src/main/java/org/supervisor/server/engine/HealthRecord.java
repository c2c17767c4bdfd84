package org.supervisor.server.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the checks of a process have found. Loop's thread. */
final class HealthRecord {
    private static final int KEPT = 5;

    private final List<String> last = new ArrayList<>(); // newest first
    private int failures;
    private int successes;
    private int restarts;
    private boolean isUnhealthy;
    private String held = "";

    /** Another child, or other checks of it: earlier results do not count. */
    void begin() {
        last.clear();
        failures = 0;
        successes = 0;
        held = "";
    }

    void add(String problem) {
        failures = problem.isEmpty() ? 0 : failures + 1;
        successes = problem.isEmpty() ? successes + 1 : 0;
        last.addFirst(problem);
        if (last.size() > KEPT) {
            last.removeLast();
        }
    }

    /** The result of the last check; an empty text: all is well. */
    String problem() {
        return last.getFirst();
    }

    /** Whether there is a result, and the last is good. */
    boolean isGood() {
        return successes > 0;
    }

    /** How many checks in a row have failed. */
    int failures() {
        return failures;
    }

    /** How many checks in a row have succeeded. */
    int successes() {
        return successes;
    }

    /** Restarts without a good check since. */
    int restarts() {
        return restarts;
    }

    /** Whether it was found unhealthy and no check was good since, restarts included. */
    boolean isUnhealthy() {
        return isUnhealthy;
    }

    /** Whether it is healthy; empty: there is no result yet. */
    Optional<Boolean> isHealthy() {
        return isUnhealthy || !last.isEmpty() ? Optional.of(!isUnhealthy) : Optional.empty();
    }

    /** Whether that is new. */
    boolean becomeUnhealthy() {
        boolean isNews = !isUnhealthy;
        isUnhealthy = true;
        return isNews;
    }

    void recover() {
        isUnhealthy = false;
        restarts = 0;
        held = "";
    }

    void restarted() {
        restarts++;
    }

    void held(String reason) {
        held = reason;
    }

    boolean isNewlyHeld(String reason) {
        return !reason.equals(held);
    }

    String word(boolean forReadiness) {
        if (forReadiness) {
            return "starting";
        }
        if (isUnhealthy) {
            return "unhealthy";
        }
        return last.isEmpty() ? "unchecked" : "healthy";
    }

    Map<String, Object> facts() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("failures", failures);
        facts.put("restarts", restarts);
        facts.put(
                "results",
                last.stream().map(problem -> problem.isEmpty() ? "ok" : problem).toList());
        if (!held.isEmpty()) {
            facts.put("held", held);
        }
        return facts;
    }
}
