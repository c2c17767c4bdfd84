package org.supervisor.client;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.supervisor.api.Answer;
import org.supervisor.api.ConfigChanges;
import org.supervisor.api.ConfigInfo;
import org.supervisor.api.HistoryEntry;
import org.supervisor.api.LogStream;
import org.supervisor.api.LogTail;
import org.supervisor.api.Outcome;
import org.supervisor.api.ProcessGoal;
import org.supervisor.api.ProcessInfo;
import org.supervisor.api.ProcessRemark;
import org.supervisor.api.ProcessState;
import org.supervisor.api.ProcessUsage;
import org.supervisor.api.Signal;
import org.supervisor.api.StreamAccount;
import org.supervisor.api.SupervisorState;
import org.supervisor.api.Takeover;
import org.supervisor.api.Whoami;

/**
 * Every call of the documented interface, in three parts: the Perl names, {@code supervisor.*} and {@code system.*}.
 * The methods of {@link SupervisorClient}, {@link SupervisorMethods} and {@link SystemMethods} describe what each does.
 *
 * <p>A <em>namespec</em> is {@code group:process}, or {@code name} for a process alone in a group of its name.
 */
public final class Calls {
    private static final String NAMESPACE = "supervisor.";

    private Calls() {}

    // ---- the Perl names

    /** See {@link SupervisorClient#start}; here the answer for an unknown process is {@link Answer#UNKNOWN}. */
    public static Call<Answer> start(String name) {
        return answer("start_process", name);
    }

    /** See {@link SupervisorClient#stop}; here the answer for an unknown process is {@link Answer#UNKNOWN}. */
    public static Call<Answer> stop(String name) {
        return answer("stop_process", name);
    }

    /** See {@link SupervisorClient#status}; here the answer for an unknown process is {@link Answer#UNKNOWN}. */
    public static Call<Answer> status(String name) {
        return answer("stat_process", name);
    }

    /** See {@link SupervisorClient#reload}; here the answer for an unknown process is {@link Answer#UNKNOWN}. */
    public static Call<Answer> reload(String name) {
        return answer("reload_process", name);
    }

    /** See {@link SupervisorClient#kill}; here the answer for an unknown process is {@link Answer#UNKNOWN}. */
    public static Call<Answer> kill(String name) {
        return answer("kill_process", name);
    }

    /** See {@link SupervisorClient#stopSupervisor}. The answer is text without a fixed meaning. */
    public static Call<String> stopSupervisor() {
        return new Call<>("stop_supervisor", List.of(), wire -> String.valueOf(wire.value()));
    }

    /** See {@link SupervisorClient#explain}. */
    public static Call<List<HistoryEntry>> explain(String namespec) {
        return new Call<>(
                "process.explain",
                List.of(namespec),
                wire -> wire.list(entry -> new HistoryEntry(
                        Instant.ofEpochSecond(entry.member("time").integer()),
                        ProcessState.valueOf(entry.member("from").text()),
                        ProcessState.valueOf(entry.member("to").text()),
                        entry.member("cause").text(),
                        entry.optionalMember("stdout").map(Wire::text).orElse(""),
                        entry.optionalMember("stderr").map(Wire::text).orElse(""))));
    }

    /** See {@link SupervisorClient#info}. */
    public static Call<Map<String, Object>> info(String namespec) {
        return new Call<>("process.info", List.of(namespec), Wire::members);
    }

    /** See {@link SupervisorClient#remarks}. */
    public static Call<List<ProcessRemark>> remarks() {
        return new Call<>(
                "process.remarks",
                List.of(),
                wire -> wire.list(remark -> new ProcessRemark(
                        remark.member("name").text(),
                        remark.member("completed").truth(),
                        remark.member("text").text())));
    }

    /** See {@link SupervisorClient#usage}. */
    public static Call<List<ProcessUsage>> usage() {
        return new Call<>("process.usage", List.of(), wire -> wire.list(Structs::usage));
    }

    /** See {@link SupervisorClient#reloadProgram}. */
    public static Call<Boolean> reloadProgram(String namespec) {
        return new Call<>("process.reload", List.of(namespec), Wire::truth);
    }

    /** See {@link SupervisorClient#startAlone}. */
    public static Call<Boolean> startAlone(String namespec, boolean wait) {
        return new Call<>("process.startAlone", List.of(namespec, wait), Wire::truth);
    }

    /** See {@link SupervisorClient#goal}. */
    public static Call<ProcessGoal> goal(String namespec) {
        return new Call<>(
                "process.goal",
                List.of(namespec),
                wire -> new ProcessGoal(
                        wire.member("wanted").text().equals("up"),
                        Instant.ofEpochSecond(wire.member("since").integer()),
                        wire.member("by").text()));
    }

    /** See {@link SupervisorClient#takeover}. */
    public static Call<Optional<Takeover>> takeover() {
        return new Call<>(
                "daemon.takeover",
                List.of(),
                wire -> wire.optionalMember("when")
                        .map(when -> new Takeover(
                                Instant.ofEpochSecond(when.integer()),
                                Instant.ofEpochSecond(wire.member("last_note").integer()),
                                wire.member("adopted").integer(),
                                wire.member("ended").integer(),
                                wire.member("stopped").integer(),
                                wire.optionalMember("upgrade_failure").map(Wire::text))));
    }

    /** See {@link SupervisorClient#daemonFacts}. */
    public static Call<Map<String, Object>> daemonFacts() {
        return new Call<>("daemon.facts", List.of(), Wire::members);
    }

    /** See {@link SupervisorClient#whoami}. */
    public static Call<Whoami> whoami() {
        return new Call<>("daemon.whoami", List.of(), WhoamiReader::read);
    }

    /** See {@link SupervisorClient#account}. */
    public static Call<List<StreamAccount>> account(String namespec) {
        return new Call<>("process.account", List.of(namespec), wire -> wire.list(Structs::account));
    }

    /** See {@link SupervisorClient#tail}. */
    public static Call<String> tail(String namespec, LogStream stream, int bytes) {
        return new Call<>("process.tail", List.of(namespec, stream.name().toLowerCase(Locale.ROOT), bytes), Wire::text);
    }

    /** See {@link SupervisorClient#detach}. */
    public static Call<Boolean> detach() {
        return new Call<>("daemon.detach", List.of(), Wire::truth);
    }

    /** See {@link SupervisorClient#upgrade}. */
    public static Call<Boolean> upgrade() {
        return new Call<>("daemon.upgrade", List.of(), Wire::truth);
    }

    /** See {@link SupervisorClient#reopenLogs}. */
    public static Call<Integer> reopenLogs() {
        return new Call<>("process.reopenLogs", List.of(), Wire::integer);
    }

    private static Call<Answer> answer(String method, String name) {
        return new Call<>(
                method,
                List.of(name),
                wire -> Answer.ofWord(wire.text()).orElseThrow(() -> wire.unexpected("one of the words of " + method)));
    }

    // ---- supervisor.*: the supervisor itself

    /** See {@link SupervisorMethods#apiVersion}. */
    public static Call<String> apiVersion() {
        return text("getAPIVersion");
    }

    /** See {@link SupervisorMethods#version}. */
    public static Call<String> version() {
        return text("getSupervisorVersion");
    }

    /** See {@link SupervisorMethods#identification}. */
    public static Call<String> identification() {
        return text("getIdentification");
    }

    /** See {@link SupervisorMethods#state}. */
    public static Call<SupervisorState> state() {
        return call(
                "getState",
                wire -> SupervisorState.of(wire.member("statecode").integer())
                        .orElseThrow(() -> wire.unexpected("a state of the supervisor")));
    }

    /** See {@link SupervisorMethods#pid}. */
    public static Call<Integer> pid() {
        return call("getPID", Wire::integer);
    }

    /** See {@link SupervisorMethods#readLog}. */
    public static Call<String> readLog(int offset, int length) {
        return text("readLog", offset, length);
    }

    /** See {@link SupervisorMethods#clearLog}. */
    public static Call<Boolean> clearLog() {
        return truth("clearLog");
    }

    /** See {@link SupervisorMethods#shutdown}. */
    public static Call<Boolean> shutdown() {
        return truth("shutdown");
    }

    /** See {@link SupervisorMethods#restart}. */
    public static Call<Boolean> restart() {
        return truth("restart");
    }

    // ---- supervisor.*: configuration and groups

    /** See {@link SupervisorMethods#reloadConfig}. */
    public static Call<ConfigChanges> reloadConfig() {
        return call("reloadConfig", wire -> {
            Wire lists = wire.at(0, 1);
            return new ConfigChanges(
                    lists.at(0, 3).list(Wire::text),
                    lists.at(1, 3).list(Wire::text),
                    lists.at(2, 3).list(Wire::text));
        });
    }

    /** See {@link SupervisorMethods#addProcessGroup}. */
    public static Call<Boolean> addProcessGroup(String group) {
        return truth("addProcessGroup", group);
    }

    /** See {@link SupervisorMethods#removeProcessGroup}. */
    public static Call<Boolean> removeProcessGroup(String group) {
        return truth("removeProcessGroup", group);
    }

    /** See {@link SupervisorMethods#allConfigInfo}. */
    public static Call<List<ConfigInfo>> allConfigInfo() {
        return call("getAllConfigInfo", wire -> wire.list(Calls::configInfo));
    }

    // ---- supervisor.*: processes

    /** See {@link SupervisorMethods#processInfo}. */
    public static Call<ProcessInfo> processInfo(String namespec) {
        return call("getProcessInfo", Calls::processInfo, namespec);
    }

    /** See {@link SupervisorMethods#allProcessInfo}. */
    public static Call<List<ProcessInfo>> allProcessInfo() {
        return call("getAllProcessInfo", wire -> wire.list(Calls::processInfo));
    }

    /** See {@link SupervisorMethods#startProcess(String, boolean)}. */
    public static Call<Boolean> startProcess(String namespec, boolean wait) {
        return truth("startProcess", single(namespec), wait);
    }

    /** See {@link SupervisorMethods#startProcessGroup}. */
    public static Call<List<Outcome>> startProcessGroup(String group, boolean wait) {
        return outcomes("startProcessGroup", group, wait);
    }

    /** See {@link SupervisorMethods#startAllProcesses}. */
    public static Call<List<Outcome>> startAllProcesses(boolean wait) {
        return outcomes("startAllProcesses", wait);
    }

    /** See {@link SupervisorMethods#stopProcess(String, boolean)}. */
    public static Call<Boolean> stopProcess(String namespec, boolean wait) {
        return truth("stopProcess", single(namespec), wait);
    }

    /** See {@link SupervisorMethods#stopProcessGroup}. */
    public static Call<List<Outcome>> stopProcessGroup(String group, boolean wait) {
        return outcomes("stopProcessGroup", group, wait);
    }

    /** See {@link SupervisorMethods#stopAllProcesses}. */
    public static Call<List<Outcome>> stopAllProcesses(boolean wait) {
        return outcomes("stopAllProcesses", wait);
    }

    /** See {@link SupervisorMethods#signalProcess}. */
    public static Call<Boolean> signalProcess(String namespec, String signal) {
        return truth("signalProcess", single(namespec), signal);
    }

    /** See {@link SupervisorMethods#signalProcessGroup}. */
    public static Call<List<Outcome>> signalProcessGroup(String group, String signal) {
        return outcomes("signalProcessGroup", group, signal);
    }

    /** See {@link SupervisorMethods#signalAllProcesses}. */
    public static Call<List<Outcome>> signalAllProcesses(String signal) {
        return outcomes("signalAllProcesses", signal);
    }

    /** See {@link SupervisorMethods#sendProcessStdin}. */
    public static Call<Boolean> sendProcessStdin(String namespec, String text) {
        return truth("sendProcessStdin", namespec, text);
    }

    /** See {@link SupervisorMethods#sendRemoteCommEvent}. */
    public static Call<Boolean> sendRemoteCommEvent(String type, String data) {
        return truth("sendRemoteCommEvent", type, data);
    }

    // ---- supervisor.*: logs of processes

    /** See {@link SupervisorMethods#readProcessLog}. */
    public static Call<String> readProcessLog(String namespec, LogStream stream, int offset, int length) {
        return text(
                stream == LogStream.STDOUT ? "readProcessStdoutLog" : "readProcessStderrLog", namespec, offset, length);
    }

    /** See {@link SupervisorMethods#tailProcessLog}. */
    public static Call<LogTail> tailProcessLog(String namespec, LogStream stream, int offset, int length) {
        return call(
                stream == LogStream.STDOUT ? "tailProcessStdoutLog" : "tailProcessStderrLog",
                wire -> new LogTail(
                        wire.at(0, 3).text(),
                        wire.at(1, 3).integer(),
                        wire.at(2, 3).truth()),
                namespec,
                offset,
                length);
    }

    /** See {@link SupervisorMethods#clearProcessLogs}. */
    public static Call<Boolean> clearProcessLogs(String namespec) {
        return truth("clearProcessLogs", namespec);
    }

    /** See {@link SupervisorMethods#clearAllProcessLogs}. */
    public static Call<List<Outcome>> clearAllProcessLogs() {
        return outcomes("clearAllProcessLogs");
    }

    // ---- system.*

    /** See {@link SystemMethods#listMethods}. */
    public static Call<List<String>> listMethods() {
        return new Call<>("system.listMethods", List.of(), wire -> wire.list(Wire::text));
    }

    /** See {@link SystemMethods#methodHelp}. */
    public static Call<String> methodHelp(String method) {
        return new Call<>("system.methodHelp", List.of(method), Wire::text);
    }

    /** See {@link SystemMethods#methodSignature}. */
    public static Call<List<String>> methodSignature(String method) {
        return new Call<>("system.methodSignature", List.of(method), wire -> wire.list(Wire::text));
    }

    // ---- how answers are read

    private static <T> Call<T> call(String method, java.util.function.Function<Wire, T> decoder, Object... parameters) {
        for (Object parameter : parameters) {
            Objects.requireNonNull(parameter, method);
        }
        return new Call<>(NAMESPACE + method, List.of(parameters), decoder);
    }

    private static Call<String> text(String method, Object... parameters) {
        return call(method, Wire::text, parameters);
    }

    private static Call<Boolean> truth(String method, Object... parameters) {
        return call(method, Wire::truth, parameters);
    }

    private static Call<List<Outcome>> outcomes(String method, Object... parameters) {
        return call(method, wire -> wire.list(Calls::outcome), parameters);
    }

    private static String single(String namespec) {
        if (namespec.endsWith(":*") || namespec.endsWith(":")) {
            throw new IllegalArgumentException(namespec
                    + " means all processes of a group; use the method for groups, which reports each of them");
        }
        return namespec;
    }

    private static Outcome outcome(Wire wire) {
        return new Outcome(
                wire.member("group").text(),
                wire.member("name").text(),
                wire.member("status").integer(),
                wire.member("description").text());
    }

    private static ProcessInfo processInfo(Wire wire) {
        return new ProcessInfo(
                wire.member("group").text(),
                wire.member("name").text(),
                processState(wire.member("state")),
                wire.member("pid").integer(),
                time(wire.member("start")),
                time(wire.member("stop")),
                Instant.ofEpochSecond(wire.member("now").integer()),
                wire.member("exitstatus").integer(),
                wire.member("spawnerr").text(),
                filled(wire.member("stdout_logfile")),
                filled(wire.member("stderr_logfile")),
                wire.member("description").text());
    }

    private static ProcessState processState(Wire wire) {
        try {
            return ProcessState.of(wire.integer());
        } catch (IllegalArgumentException e) {
            throw wire.unexpected("the number of a process state");
        }
    }

    private static Optional<Instant> time(Wire wire) {
        int seconds = wire.integer();
        return seconds == 0 ? Optional.empty() : Optional.of(Instant.ofEpochSecond(seconds));
    }

    private static Optional<String> filled(Wire wire) {
        return Optional.of(wire.text()).filter(text -> !text.isEmpty());
    }

    private static ConfigInfo configInfo(Wire wire) {
        return new ConfigInfo(
                wire.member("group").text(),
                wire.member("name").text(),
                wire.member("inuse").truth(),
                wire.member("command").text(),
                configured(wire, "directory"),
                configured(wire, "uid")
                        .map(uid -> OptionalInt.of(Integer.parseInt(uid)))
                        .orElse(OptionalInt.empty()),
                wire.member("autostart").truth(),
                wire.optionalMember("autorestart").map(when -> String.valueOf(when.value())),
                wire.member("group_prio").integer(),
                wire.member("process_prio").integer(),
                Duration.ofSeconds(wire.member("startsecs").integer()),
                wire.member("startretries").integer(),
                wire.member("exitcodes").list(Wire::integer),
                new Signal(wire.member("stopsignal").integer()),
                Duration.ofSeconds(wire.member("stopwaitsecs").integer()),
                wire.member("killasgroup").truth(),
                wire.member("redirect_stderr").truth(),
                output(wire, LogStream.STDOUT),
                output(wire, LogStream.STDERR),
                configured(wire, "serverurl"));
    }

    private static ConfigInfo.Output output(Wire wire, LogStream stream) {
        String prefix = stream.word() + "_";
        return new ConfigInfo.Output(
                configured(wire, prefix + "logfile"),
                wire.member(prefix + "logfile_maxbytes").integer(),
                wire.member(prefix + "logfile_backups").integer(),
                wire.member(prefix + "capture_maxbytes").integer(),
                wire.member(prefix + "events_enabled").truth(),
                wire.member(prefix + "syslog").truth());
    }

    /** A value that is the word "none" where there is none, and absent before 4.2.5. */
    private static Optional<String> configured(Wire wire, String member) {
        return wire.optionalMember(member).map(Wire::text).filter(text -> !text.equals("none"));
    }
}
