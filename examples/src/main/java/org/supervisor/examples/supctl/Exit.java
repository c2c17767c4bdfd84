package org.supervisor.examples.supctl;

/** Exit statuses, those of supervisorctl: the LSB's for init scripts. */
final class Exit {
    static final int OK = 0;
    static final int FAILED = 1;
    static final int WRONG_ARGUMENTS = 2;
    static final int NO_SUCH_INTERFACE = 3;
    static final int REFUSED = 4;
    static final int NOT_RUNNING = 7;
    static final int STATUS_NOT_RUNNING = 3;
    static final int STATUS_UNKNOWN = 4;

    private Exit() {}
}
