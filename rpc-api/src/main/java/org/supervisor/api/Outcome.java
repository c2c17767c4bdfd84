package org.supervisor.api;

/**
 * The result for one process in a call about many.
 *
 * @param group the group of the process
 * @param name the process within its group
 * @param status {@link FaultCode#SUCCESS}'s number, or that of a fault
 * @param description {@code OK}, or the fault's whole text
 */
public record Outcome(String group, String name, int status, String description) {
    /** Whether it went well. */
    public boolean isSuccess() {
        return status == FaultCode.SUCCESS.code();
    }

    /** The address of the process: {@code group:name}, or {@code name} if both are equal. */
    public String namespec() {
        return ProcessInfo.namespec(group, name);
    }
}
