package org.supervisor.client;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * A call, ready to be sent: now ({@link SupervisorClient#call}), in the background
 * ({@link AsyncClient#call}) or together with others ({@link Batch#add}). Immutable. {@link Calls} creates those of the
 * documented interface.
 *
 * @param <T> the type of the answer
 */
public final class Call<T> {
    private final String method;
    private final List<Object> parameters;
    private final Function<Wire, T> decoder;

    Call(String method, List<Object> parameters, Function<Wire, T> decoder) {
        this.method = Objects.requireNonNull(method);
        this.parameters = List.copyOf(parameters);
        this.decoder = decoder;
    }

    /**
     * A call of a method that {@link Calls} does not have.
     *
     * @param method its name, such as {@code twiddler.getAPIVersion}
     * @param parameters strings, {@link Integer}s, {@link Boolean}s, lists and maps of these
     * @return answers with the same types; arrays come as {@code Object[]}
     */
    public static Call<Object> of(String method, Object... parameters) {
        return new Call<>(method, List.of(parameters), Wire::value);
    }

    /** The method's name on the wire. */
    public String method() {
        return method;
    }

    List<Object> parameters() {
        return parameters;
    }

    /** Converts a value from the wire to the answer. */
    T decode(Object answer) {
        return decoder.apply(new Wire(method, answer));
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(method).append('(');
        String separator = "";
        for (Object parameter : parameters) {
            text.append(separator).append(parameter);
            separator = ", ";
        }
        return text.append(')').toString();
    }
}
