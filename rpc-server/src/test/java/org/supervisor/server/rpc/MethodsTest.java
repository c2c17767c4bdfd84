package org.supervisor.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.xmlrpc.server.XmlRpcNoSuchHandlerException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.supervisor.api.LogStream;
import org.supervisor.api.Role;
import org.supervisor.client.Calls;
import org.supervisor.server.process.TimeSource;

/** Every method is listed once; the client and the documentation know the same ones. */
class MethodsTest {
    private static final Path DOCUMENTATION = Path.of("..", "docs", "rpc.md");
    private static final Pattern CODE = Pattern.compile("`([\\w.]+)(?:\\(([^)]*)\\))?`");
    private static final Pattern METHOD_ROW = Pattern.compile("\\| `[\\w.]+\\(");
    private static final Set<String> TYPES = Set.of("string", "int", "boolean", "array", "struct");

    private final MethodTable table = RpcEndpoint.table(
            new FakeControl(),
            new RpcSettings("0", true, _ -> OptionalInt.empty(), TimeSource.SYSTEM),
            Runnable::run,
            new OneAtATime(Runnable::run),
            new Writers());

    /**
     * A row of a table.
     *
     * @param method its name
     * @param parameters how many
     * @param answers the second column
     */
    private record Row(String method, int parameters, String answers) {}

    private List<Method> methods() {
        return Arrays.stream(table.getListMethods()).map(this::method).toList();
    }

    private Method method(String name) {
        try {
            return table.getHandler(name);
        } catch (XmlRpcNoSuchHandlerException e) {
            throw new AssertionError(e);
        }
    }

    private static Object any(Class<?> type, LogStream stream) {
        return switch (type.getSimpleName()) {
            case "String" -> "x";
            case "int" -> 1;
            case "boolean" -> true;
            case "LogStream" -> stream;
            default -> throw new AssertionError("no value for a parameter of type " + type);
        };
    }

    /** How many parameters the client gives to each method that it knows. */
    private static Map<String, Integer> calls() throws ReflectiveOperationException {
        Map<String, Integer> calls = new TreeMap<>();
        for (var maker : Calls.class.getDeclaredMethods()) {
            for (LogStream stream : LogStream.values()) {
                if (Modifier.isPublic(maker.getModifiers())) {
                    Object[] values = Arrays.stream(maker.getParameterTypes())
                            .map(type -> any(type, stream))
                            .toArray();
                    String call = maker.invoke(null, values).toString();
                    String given = call.substring(call.indexOf('(') + 1, call.length() - 1);
                    calls.put(call.substring(0, call.indexOf('(')), given.isEmpty() ? 0 : given.split(", ", -1).length);
                }
            }
        }
        return calls;
    }

    /** A heading such as {@code ## supervisor.* : logs} has the beginning of the names below it. */
    private static List<Row> rows() throws IOException {
        List<Row> rows = new ArrayList<>();
        String prefix = "";
        for (String line : Files.readAllLines(DOCUMENTATION)) {
            if (line.startsWith("## ")) {
                int star = line.indexOf(".*");
                prefix = star < 0 ? "" : line.substring("## ".length(), star + 1);
            } else if (METHOD_ROW.matcher(line).lookingAt()) {
                rows.addAll(rows(prefix, line.split(" \\| ", -1)));
            }
        }
        return rows;
    }

    private static List<Row> rows(String prefix, String[] cells) {
        List<MatchResult> names = CODE.matcher(cells[0]).results().toList();
        String parameters = names.getFirst().group(2);
        int count = parameters.isEmpty() ? 0 : parameters.split(",", -1).length;
        return names.stream()
                .map(name -> new Row(prefix + name.group(1), count, cells[1].strip()))
                .toList();
    }

    @Test
    void theClientHasACallForEachMethodButOldNamesAndSeveralCallsInOne() throws Exception {
        Set<String> others = new TreeSet<>();
        for (Method method : methods()) {
            if (method.purpose().contains("old name of") || method.name().equals("system.multicall")) {
                others.add(method.name());
            }
        }
        Set<String> known = new TreeSet<>(calls().keySet());
        assertThat(known).doesNotContainAnyElementsOf(others);
        known.addAll(others);
        assertThat(known).containsExactly(table.getListMethods());
    }

    @Test
    void theClientGivesAsManyParametersAsAMethodTakes() throws Exception {
        calls().forEach((name, given) -> assertThat(given)
                .as(name)
                .isBetween(method(name).required(), method(name).parameters().size()));
    }

    @Test
    void everyMethodHasItsRowInTheDocumentation() throws IOException {
        assertThat(rows()).extracting(Row::method).containsExactlyInAnyOrder(table.getListMethods());
    }

    @Test
    void theDocumentationNamesTheParametersAndTheTypeOfTheResult() throws IOException {
        for (Row row : rows()) {
            Method method = method(row.method());
            assertThat(row.parameters())
                    .as(row.method())
                    .isEqualTo(method.parameters().size());
            if (TYPES.contains(row.answers())) {
                assertThat(row.answers())
                        .as(row.method())
                        .isEqualTo(method.result().type());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "supervisor.getState, VIEWER",
        "supervisor.getAllProcessInfo, VIEWER",
        "supervisor.tailProcessStdoutLog, VIEWER",
        "system.multicall, VIEWER",
        "stat_process, VIEWER",
        "process.explain, VIEWER",
        "process.goal, VIEWER",
        "supervisor.startProcess, OPERATOR",
        "supervisor.stopAllProcesses, OPERATOR",
        "supervisor.signalProcess, OPERATOR",
        "supervisor.sendProcessStdin, OPERATOR",
        "supervisor.sendRemoteCommEvent, OPERATOR",
        "supervisor.clearAllProcessLogs, OPERATOR",
        "kill_process, OPERATOR",
        "supervisor.shutdown, ADMIN",
        "supervisor.reloadConfig, ADMIN",
        "supervisor.removeProcessGroup, ADMIN",
        "supervisor.clearLog, ADMIN",
        "stop_supervisor, ADMIN",
        "process.reopenLogs, ADMIN",
        "daemon.detach, ADMIN",
        "daemon.upgrade, ADMIN",
        "daemon.takeover, VIEWER",
        "daemon.whoami, VIEWER",
    })
    void eachMethodRequiresARole(String name, Role role) {
        assertThat(method(name).role()).isEqualTo(role);
    }

    @Test
    void theTableIsOneOfTheLibrarysHandlerMappings() throws Exception {
        Call request = new Call("supervisor.getAPIVersion", List.of());
        assertThat(table.getHandler("supervisor.getAPIVersion").execute(request).join())
                .isEqualTo("3.0");
        assertThat(table.getMethodSignature("supervisor.startProcess"))
                .isDeepEqualTo(new String[][] {{"boolean", "string", "boolean"}});
        assertThatThrownBy(() -> table.getHandler("nope"))
                .isInstanceOf(XmlRpcNoSuchHandlerException.class)
                .hasMessageContaining("nope");
    }

    @Test
    void twoMethodsOfOneNameAreRefused() {
        assertThatThrownBy(() -> table.add(List.of(method("stat_process"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("stat_process");
    }

    @ParameterizedTest
    @EnumSource(
            value = Role.class,
            names = {"OPERATOR", "ADMIN"})
    void theDocumentationOfRolesHasTheMethodsOfEach(Role role) throws IOException {
        String row = Files.readAllLines(Path.of("..", "docs", "security.md")).stream()
                .filter(line -> line.startsWith("| `" + role.name().toLowerCase(Locale.ROOT) + "` |"))
                .findFirst()
                .orElseThrow();
        List<String> documented =
                CODE.matcher(row).results().map(match -> match.group(1)).skip(1).toList();
        assertThat(methods().stream()
                        .filter(method -> method.role() == role)
                        .map(method -> method.name().replace("supervisor.", "")))
                .containsExactlyInAnyOrderElementsOf(documented);
    }
}
