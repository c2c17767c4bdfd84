package org.supervisor.client;

import java.util.List;
import org.supervisor.api.ConfigChanges;
import org.supervisor.api.ConfigInfo;
import org.supervisor.api.LogStream;
import org.supervisor.api.LogTail;
import org.supervisor.api.Outcome;
import org.supervisor.api.ProcessInfo;
import org.supervisor.api.SupervisorState;

/**
 * The {@code supervisor.*} methods, which supervisord 4 has too. All throw {@link FaultException} when the supervisor
 * refuses, with the fault codes named here; while it shuts down or restarts that is SHUTDOWN_STATE.
 *
 * <p>A <em>namespec</em> is {@code group:process}, or {@code name} for a process alone in a group of its name.
 */
public final class SupervisorMethods {
    private final SupervisorClient client;

    SupervisorMethods(SupervisorClient client) {
        this.client = client;
    }

    /** The version of this interface, {@code 3.0}. */
    public String apiVersion() {
        return client.call(Calls.apiVersion());
    }

    /** The version of the supervisor. */
    public String version() {
        return client.call(Calls.version());
    }

    /** The identifier from the supervisor's configuration. */
    public String identification() {
        return client.call(Calls.identification());
    }

    /** The state of the supervisor. */
    public SupervisorState state() {
        return client.call(Calls.state());
    }

    /** The supervisor's own process id. */
    public int pid() {
        return client.call(Calls.pid());
    }

    /**
     * Reads the supervisor's own log. Faults: BAD_ARGUMENTS, NO_FILE, FAILED.
     *
     * @param offset in bytes from the beginning; negative, with length 0: that many bytes from the end
     * @param length in bytes; 0: to the end
     */
    public String readLog(int offset, int length) {
        return client.call(Calls.readLog(offset, length));
    }

    /** Empties the supervisor's own log. Faults: NO_FILE, FAILED. */
    public void clearLog() {
        client.call(Calls.clearLog());
    }

    /** Stops all processes, then the supervisor. Returns before that is finished. */
    public void shutdown() {
        client.call(Calls.shutdown());
    }

    /** Stops all processes, reads the configuration and starts again. Returns before that is finished. */
    public void restart() {
        client.call(Calls.restart());
    }

    /** Reads the configuration again and compares; changes nothing. Fault: CANT_REREAD. */
    public ConfigChanges reloadConfig() {
        return client.call(Calls.reloadConfig());
    }

    /** Activates a group of the configuration last read. Faults: BAD_NAME, ALREADY_ADDED. */
    public void addProcessGroup(String group) {
        client.call(Calls.addProcessGroup(group));
    }

    /** Removes a group whose processes have all stopped. Faults: BAD_NAME, STILL_RUNNING. */
    public void removeProcessGroup(String group) {
        client.call(Calls.removeProcessGroup(group));
    }

    /** All programs of the configuration last read, by process name. */
    public List<ConfigInfo> allConfigInfo() {
        return client.call(Calls.allConfigInfo());
    }

    /** One process. Fault: BAD_NAME. */
    public ProcessInfo processInfo(String namespec) {
        return client.call(Calls.processInfo(namespec));
    }

    /** All processes, by group and name. */
    public List<ProcessInfo> allProcessInfo() {
        return client.call(Calls.allProcessInfo());
    }

    /** Starts a process and waits until it is up. See {@link #startProcess(String, boolean)}. */
    public void startProcess(String namespec) {
        startProcess(namespec, true);
    }

    /**
     * Starts a process. Faults: BAD_NAME, NO_FILE, NOT_EXECUTABLE, ALREADY_STARTED, SPAWN_ERROR, ABNORMAL_TERMINATION,
     * FAILED.
     *
     * @param wait whether to wait until it has been up for its {@code startsecs}
     */
    public void startProcess(String namespec, boolean wait) {
        client.call(Calls.startProcess(namespec, wait));
    }

    /** Starts those processes of a group that are not running; only these are in the answer. Fault: BAD_NAME. */
    public List<Outcome> startProcessGroup(String group, boolean wait) {
        return client.call(Calls.startProcessGroup(group, wait));
    }

    /** Starts all processes that are not running; only these are in the answer. */
    public List<Outcome> startAllProcesses(boolean wait) {
        return client.call(Calls.startAllProcesses(wait));
    }

    /** Stops a process and waits until it is gone. See {@link #stopProcess(String, boolean)}. */
    public void stopProcess(String namespec) {
        stopProcess(namespec, true);
    }

    /**
     * Stops a process. Faults: BAD_NAME, NOT_RUNNING, FAILED.
     *
     * @param wait whether to wait until it is gone
     */
    public void stopProcess(String namespec, boolean wait) {
        client.call(Calls.stopProcess(namespec, wait));
    }

    /** Stops those processes of a group that are running; only these are in the answer. Fault: BAD_NAME. */
    public List<Outcome> stopProcessGroup(String group, boolean wait) {
        return client.call(Calls.stopProcessGroup(group, wait));
    }

    /** Stops all processes that are running; only these are in the answer. */
    public List<Outcome> stopAllProcesses(boolean wait) {
        return client.call(Calls.stopAllProcesses(wait));
    }

    /**
     * Sends a signal to a process. Faults: BAD_NAME, BAD_SIGNAL, NOT_RUNNING, FAILED.
     *
     * @param signal a name or a number as the supervisor's system has it
     */
    public void signalProcess(String namespec, String signal) {
        client.call(Calls.signalProcess(namespec, signal));
    }

    /** Sends a signal to those processes of a group that can get one. Faults: BAD_NAME, BAD_SIGNAL. */
    public List<Outcome> signalProcessGroup(String group, String signal) {
        return client.call(Calls.signalProcessGroup(group, signal));
    }

    /** Sends a signal to all processes that can get one. Fault: BAD_SIGNAL. */
    public List<Outcome> signalAllProcesses(String signal) {
        return client.call(Calls.signalAllProcesses(signal));
    }

    /**
     * Writes to a process' standard input, as UTF-8. Faults: BAD_NAME, NOT_RUNNING, NO_FILE if that is closed, FAILED
     * if the process does not read and a mebibyte is waiting already.
     */
    public void sendProcessStdin(String namespec, String text) {
        client.call(Calls.sendProcessStdin(namespec, text));
    }

    /** Sends a REMOTE_COMMUNICATION event to the event listeners. */
    public void sendRemoteCommEvent(String type, String data) {
        client.call(Calls.sendRemoteCommEvent(type, data));
    }

    /**
     * Reads the log of a process. Faults: BAD_NAME, BAD_ARGUMENTS, NO_FILE, FAILED.
     *
     * @param offset in bytes from the beginning; negative, with length 0: that many bytes from the end
     * @param length in bytes; 0: to the end
     */
    public String readProcessLog(String namespec, LogStream stream, int offset, int length) {
        return client.call(Calls.readProcessLog(namespec, stream, offset, length));
    }

    /**
     * Reads what was added to the log of a process since the last call; to continue, pass {@link LogTail#offset}. To
     * follow additions as they are written, see {@link SupervisorClient#tailLog}. Fault: BAD_NAME.
     *
     * @param offset the size of the log at the last call, 0 at first
     * @param length the most bytes to return, from the end
     */
    public LogTail tailProcessLog(String namespec, LogStream stream, int offset, int length) {
        return client.call(Calls.tailProcessLog(namespec, stream, offset, length));
    }

    /** Empties both logs of a process. Faults: BAD_NAME, FAILED. */
    public void clearProcessLogs(String namespec) {
        client.call(Calls.clearProcessLogs(namespec));
    }

    /** Empties the logs of all processes. */
    public List<Outcome> clearAllProcessLogs() {
        return client.call(Calls.clearAllProcessLogs());
    }
}
