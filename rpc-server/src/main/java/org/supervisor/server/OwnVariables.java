package org.supervisor.server;

/** Environment variables by which a process of the daemon tells another one what it is; programs do not get them. */
final class OwnVariables {
    /** Set in the process that goes on in the background. */
    static final String DETACHED = "SUPERVISOR_RPC_DETACHED";

    /** Set in the trial of a new build: the state directory of the daemon that tries it. */
    static final String TRIAL = "SUPERVISOR_RPC_TRIAL";

    /** Set in the trial of a new build: the names of the descriptors that it is going to inherit, a line each. */
    static final String TRIAL_HANDED = "SUPERVISOR_RPC_TRIAL_HANDED";

    private OwnVariables() {}
}
