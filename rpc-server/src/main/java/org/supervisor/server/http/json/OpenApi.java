package org.supervisor.server.http.json;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.jetty.http.HttpMethod;
import org.supervisor.api.Role;
import org.supervisor.server.http.json.Operation.Meaning;
import org.supervisor.server.http.json.Operation.Parameter;
import org.supervisor.server.http.json.Operation.Place;
import org.supervisor.server.http.json.Operation.ValueType;
import org.supervisor.server.rpc.RpcEndpoint;

/**
 * Describes the operations.
 *
 * @see <a href="https://spec.openapis.org/oas/v3.1.1.html">OpenAPI 3.1</a>
 */
final class OpenApi {
    static final String PATH = "/openapi.json";

    private OpenApi() {}

    /** The operation that answers with the description. */
    static Operation operation(List<Operation> all, ApiRoutes.Parts parts) {
        return new Operation(
                HttpMethod.GET,
                PATH,
                new Meaning("description", "This description.", "an OpenAPI document"),
                List.of(),
                List.of(),
                (_, _) -> describe(all, parts));
    }

    static Map<String, Object> describe(List<Operation> all, ApiRoutes.Parts parts) {
        Map<String, Object> paths = new LinkedHashMap<>();
        for (Operation operation : all) {
            @SuppressWarnings("unchecked") // it is one of ours
            Map<String, Object> there =
                    (Map<String, Object>) paths.computeIfAbsent(operation.path(), _ -> new LinkedHashMap<>());
            there.put(operation.verb().asString().toLowerCase(Locale.ROOT), describe(operation, parts.endpoint()));
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("openapi", "3.1.1");
        document.put(
                "info",
                Map.of(
                        "title", "Supervisor RPC",
                        "version", parts.version(),
                        "description", "Controls the programs of a supervisor. Times are seconds since 1970."));
        document.put("servers", List.of(Map.of("url", ApiRoutes.PATH)));
        document.put("paths", paths);
        document.put("components", Map.of("schemas", Map.of("Problem", problem()), "securitySchemes", logins()));
        document.put("security", List.of(Map.of("basic", List.of()), Map.of("token", List.of()), Map.of()));
        return document;
    }

    private static Map<String, Object> describe(Operation operation, RpcEndpoint endpoint) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("operationId", operation.meaning().id());
        json.put("summary", operation.meaning().summary());
        json.put("x-role", role(operation, endpoint).name().toLowerCase(Locale.ROOT));
        json.put("x-methods", operation.methods());
        json.put(
                "parameters",
                operation.parameters().stream()
                        .filter(parameter -> parameter.in() != Place.BODY)
                        .map(OpenApi::parameter)
                        .toList());
        if (operation.verb() == HttpMethod.POST) {
            json.put("requestBody", body(operation));
        }
        json.put(
                "responses",
                Map.of(
                        "200",
                        Map.of(
                                "description",
                                operation.meaning().answers(),
                                "content",
                                content("application/json", object())),
                        "default",
                        Map.of(
                                "description",
                                "why it was not done",
                                "content",
                                content("application/problem+json", Map.of("$ref", "#/components/schemas/Problem")))));
        return json;
    }

    /** The highest role that its methods require. */
    static Role role(Operation operation, RpcEndpoint endpoint) {
        return operation.methods().stream()
                .map(endpoint::role)
                .max(Role::compareTo)
                .orElse(Role.VIEWER);
    }

    private static Map<String, Object> parameter(Parameter parameter) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", parameter.name());
        json.put("in", parameter.in().name().toLowerCase(Locale.ROOT));
        json.put("required", parameter.isRequired());
        json.put("description", parameter.meaning());
        json.put("schema", schema(parameter.type()));
        return json;
    }

    private static Map<String, Object> body(Operation operation) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<Parameter> members = operation.parameters().stream()
                .filter(parameter -> parameter.in() == Place.BODY)
                .toList();
        members.forEach(member -> {
            Map<String, Object> schema = new LinkedHashMap<>(schema(member.type()));
            schema.put("description", member.meaning());
            properties.put(member.name(), schema);
        });
        Map<String, Object> object = new LinkedHashMap<>(object());
        object.put("properties", properties);
        object.put("additionalProperties", false);
        object.put(
                "required",
                members.stream()
                        .filter(Parameter::isRequired)
                        .map(Parameter::name)
                        .toList());
        return Map.of("required", true, "content", content("application/json", object));
    }

    private static Map<String, Object> schema(ValueType type) {
        return switch (type) {
            case STRING -> Map.of("type", "string");
            case INTEGER -> Map.of("type", "integer");
            case BOOLEAN -> Map.of("type", "boolean");
            case STRINGS -> Map.of("type", "array", "items", Map.of("type", "string"));
        };
    }

    private static Map<String, Object> content(String type, Map<String, Object> schema) {
        return Map.of(type, Map.of("schema", schema));
    }

    private static Map<String, Object> object() {
        return Map.of("type", "object");
    }

    private static Map<String, Object> problem() {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("type", Map.of("type", "string"));
        properties.put("title", Map.of("type", "string"));
        properties.put("status", Map.of("type", "integer"));
        properties.put("detail", Map.of("type", "string"));
        properties.put("fault", Map.of("type", "string", "description", "the name of the XML-RPC fault"));
        properties.put("fault_code", Map.of("type", "integer"));
        return Map.of("type", "object", "properties", properties);
    }

    private static Map<String, Object> logins() {
        return Map.of(
                "basic", Map.of("type", "http", "scheme", "basic"),
                "token", Map.of("type", "http", "scheme", "bearer"));
    }
}
