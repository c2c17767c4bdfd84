package org.supervisor.server.rpc;

import static org.supervisor.server.rpc.Method.answers;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.supervisor.api.Role;
import org.supervisor.api.Takeover;
import org.supervisor.server.engine.Caller;
import org.supervisor.server.engine.Control;
import org.supervisor.server.engine.Rights;

/** Methods of our own that concern the daemon and not its programs. */
final class DaemonHandler {
    private final Control control;
    private final Supplier<Map<String, Object>> facts;
    private final Executor executor;

    /**
     * @param facts what the supervisor knows of itself and its machine; may block
     * @param executor asks for them
     */
    DaemonHandler(Control control, Supplier<Map<String, Object>> facts, Executor executor) {
        this.control = control;
        this.facts = facts;
        this.executor = executor;
    }

    List<Method> methods() {
        return List.of(detach(), facts(), reopenLogs(), takeover(), upgrade(), whoami());
    }

    private Method facts() {
        return new Method(
                "daemon.facts",
                Role.VIEWER,
                "Returns what the supervisor knows of itself and its machine: descriptors, folders, clock, what the"
                        + " kernel can do.",
                answers("struct", "a member for each; those that it does not know are left out"),
                List.of(),
                _ -> {
                    Rights.current().requireAll("what the supervisor knows of its machine");
                    return CompletableFuture.supplyAsync(facts, executor);
                });
    }

    private Method takeover() {
        return new Method(
                "daemon.takeover",
                Role.VIEWER,
                "Returns what this supervisor found of the one before it when it began.",
                answers(
                        "struct",
                        "when and last_note (int, seconds since 1970), adopted, ended and stopped (int, how many"
                            + " processes), and upgrade_failure (string) if it took over from itself because another"
                            + " build could not be started; without members: there was no supervisor before"),
                List.of(),
                _ -> CompletableFuture.completedFuture(
                        control.takeover().map(DaemonHandler::struct).orElse(Map.of())));
    }

    private static Map<String, Object> struct(Takeover takeover) {
        Map<String, Object> struct = new LinkedHashMap<>();
        struct.put("when", takeover.when().getEpochSecond());
        struct.put("last_note", takeover.lastNote().getEpochSecond());
        struct.put("adopted", takeover.adopted());
        struct.put("ended", takeover.ended());
        struct.put("stopped", takeover.stopped());
        takeover.upgradeFailure().ifPresent(why -> struct.put("upgrade_failure", why));
        return struct;
    }

    private Method detach() {
        return new Method(
                "daemon.detach",
                Role.ADMIN,
                "Ends the supervisor and leaves all programs running; the next supervisor takes them over.",
                answers("boolean", "true, at once"),
                List.of(),
                _ -> control.detach().thenApply(_ -> true));
    }

    private Method reopenLogs() {
        return new Method(
                "process.reopenLogs",
                Role.ADMIN,
                "Closes all log files and opens them again by their names, after they have been moved.",
                answers("int", "how many were opened"),
                List.of(),
                _ -> control.reopenLogs());
    }

    private Method upgrade() {
        return new Method(
                "daemon.upgrade",
                Role.ADMIN,
                "Lets the supervisor's process become the build that is installed now; programs and clients notice"
                        + " nothing.",
                answers("boolean", "true, when the new build is about to take over"),
                List.of(),
                _ -> control.upgrade().thenApply(_ -> true));
    }

    private static Method whoami() {
        return new Method(
                "daemon.whoami",
                Role.VIEWER,
                "Returns who the caller is to the supervisor, and what the caller may do.",
                answers(
                        "struct",
                        "way (none, password, token or socket), role (viewer, operator or admin), programs (array of"
                                + " strings; * for all), and if known name, token and expires (seconds since 1970: int,"
                                + " double from 2038 on)"),
                List.of(),
                _ -> CompletableFuture.completedFuture(struct(Caller.current())));
    }

    private static Map<String, Object> struct(Caller caller) {
        Map<String, Object> struct = new LinkedHashMap<>();
        caller.name().ifPresent(name -> struct.put("name", name));
        struct.put("way", word(caller.proof().way()));
        caller.proof().token().ifPresent(token -> struct.put("token", token));
        caller.proof().expires().ifPresent(when -> struct.put("expires", seconds(when)));
        struct.put("role", word(caller.rights().role()));
        struct.put("programs", caller.rights().programs().texts());
        return struct;
    }

    /** An int, as long as that goes: until 2038. */
    private static Object seconds(Instant when) {
        long seconds = when.getEpochSecond();
        return seconds <= Integer.MAX_VALUE ? seconds : (Object) (double) seconds;
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
