package org.supervisor.server.http.json;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.supervisor.api.FaultCode;
import org.supervisor.server.config.NearSpelling;
import org.supervisor.server.engine.Excerpt;
import org.supervisor.server.engine.RefusedException;
import org.supervisor.server.http.json.Operation.Parameter;
import org.supervisor.server.http.json.Operation.Place;

/** The parameters of one request, checked against those that the operation takes. */
final class Input {
    private static final int MOST_STRINGS = 1000;

    private final Map<String, Object> values;

    private Input(Map<String, Object> values) {
        this.values = values;
    }

    /**
     * Reads them.
     *
     * @param path those of the path
     * @param query those of the query
     * @param body the members of the body
     * @throws RefusedException BAD_ARGUMENTS: one is unknown, missing or of another type
     */
    static Input of(
            Operation operation, Map<String, String> path, Map<String, String> query, Map<String, Object> body) {
        Map<String, Object> values = new HashMap<>(path);
        take(operation, Place.QUERY, query, values);
        take(operation, Place.BODY, body, values);
        for (Parameter parameter : operation.parameters()) {
            Object value = values.get(parameter.name());
            if (value == null && parameter.isRequired()) {
                throw refused(parameter.name() + " is missing: " + parameter.meaning());
            }
            if (value != null) {
                values.put(parameter.name(), checked(parameter, value));
            }
        }
        return new Input(values);
    }

    private static void take(Operation operation, Place place, Map<String, ?> given, Map<String, Object> values) {
        List<String> known = operation.parameters().stream()
                .filter(parameter -> parameter.in() == place)
                .map(Parameter::name)
                .toList();
        given.forEach((name, value) -> {
            if (!known.contains(name)) {
                throw refused("there is no parameter " + Excerpt.of(name) + " here" + NearSpelling.hint(name, known)
                        + (known.isEmpty() ? "" : "; known are " + String.join(", ", known)));
            }
            if (value == null) { // not what leaving it out means: of names, all
                throw refused(name + " is null; give it a value, or leave it out");
            }
            values.put(name, value);
        });
    }

    private static Object checked(Parameter parameter, Object value) {
        return switch (parameter.type()) {
            case STRING -> {
                if (value instanceof String || value instanceof Number) {
                    yield value.toString();
                }
                throw expected(parameter, "a string");
            }
            case INTEGER -> number(parameter, value);
            case BOOLEAN ->
                switch (value.toString()) {
                    case "true", "1" -> true;
                    case "false", "0" -> false;
                    default -> throw expected(parameter, "true or false");
                };
            case STRINGS -> {
                if (value instanceof List<?> list
                        && list.size() <= MOST_STRINGS
                        && list.stream().allMatch(String.class::isInstance)) {
                    yield list;
                }
                throw expected(parameter, "an array of at most " + MOST_STRINGS + " strings");
            }
        };
    }

    private static long number(Parameter parameter, Object value) {
        try {
            return Long.parseLong(value.toString());
        } catch (NumberFormatException e) {
            throw expected(parameter, "a whole number");
        }
    }

    private static RefusedException expected(Parameter parameter, String what) {
        return refused(parameter.name() + " must be " + what + ": " + parameter.meaning());
    }

    private static RefusedException refused(String why) {
        return new RefusedException(FaultCode.BAD_ARGUMENTS, why);
    }

    /** A text that must be given. */
    String text(String name) {
        return optionalText(name).orElseThrow();
    }

    Optional<String> optionalText(String name) {
        return Optional.ofNullable((String) values.get(name));
    }

    long number(String name, long whenAbsent) {
        return values.get(name) instanceof Long number ? number : whenAbsent;
    }

    /** Whether it is given and true. */
    boolean isTrue(String name) {
        return Boolean.TRUE.equals(values.get(name));
    }

    Optional<List<String>> texts(String name) {
        return values.get(name) instanceof List<?> list
                ? Optional.of(list.stream().map(String.class::cast).collect(Collectors.toList()))
                : Optional.empty();
    }
}
