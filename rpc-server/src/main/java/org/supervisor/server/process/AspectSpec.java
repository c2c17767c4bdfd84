package org.supervisor.server.process;

import org.apiguardian.api.API;

/**
 * What one capability is to do for a process, as configured. A process has at most one of each kind, and none of those that it
 * does not use. Immutable, compared by value.
 */
@API(status = API.Status.EXPERIMENTAL)
public sealed interface AspectSpec
        permits DependsOn,
                HealthChecks,
                Schedule,
                EnvironmentSources,
                ResourceLimits,
                RestartLimit,
                RecycleRule,
                ShutdownRule,
                StopSequence,
                StopTree,
                ForksAway,
                EvidenceRule,
                Hooks {}
