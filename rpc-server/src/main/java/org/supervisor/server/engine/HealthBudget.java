package org.supervisor.server.engine;

import java.util.List;
import java.util.Optional;

/** Decides whether a restart of an unhealthy process is to be held: it may do harm, or not help. */
final class HealthBudget {
    private static final int FEW = 3; // of so few programs most are unhealthy easily
    private static final int LONGEST = 6;

    private HealthBudget() {}

    /**
     * Why not to restart it now; empty: nothing speaks against it.
     *
     * @param failures how many checks in a row have to fail
     * @param all of all processes with checks
     */
    static Optional<String> holds(HealthRecord record, int failures, List<HealthRecord> all) {
        long unhealthy = all.stream().filter(HealthRecord::isUnhealthy).count();
        if (all.size() > FEW && 2 * unhealthy > all.size()) {
            return Optional.of("its restart is held: " + unhealthy + " of " + all.size()
                    + " programs with checks are unhealthy, so the cause is probably elsewhere");
        }
        int required = failures << Math.min(record.restarts(), LONGEST);
        if (record.failures() < required) {
            return Optional.of("its restart is held until " + required + " checks in a row have failed: "
                    + record.restarts() + " restarts did not help");
        }
        return Optional.empty();
    }
}
