package org.supervisor.server.rpc;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.xmlrpc.XmlRpcHandler;
import org.apache.xmlrpc.XmlRpcRequest;
import org.apiguardian.api.API;
import org.supervisor.api.FaultCode;
import org.supervisor.api.Role;
import org.supervisor.server.engine.RefusedException;

/**
 * One XML-RPC method, listed once: its name, role, parameters, help and body.
 *
 * @param name as clients call it; in an extension without the name of its section, such as {@code launches} for
 *     {@code sample.launches}
 * @param role the role that is required
 * @param purpose the first sentence of its help
 * @param result what it returns
 * @param parameters its parameters, in order; the optional ones last
 * @param required how many of them must be given
 * @param body what it does
 */
@API(status = API.Status.EXPERIMENTAL)
public record Method(
        String name, Role role, String purpose, Parameter result, List<Parameter> parameters, int required, Body body)
        implements XmlRpcHandler {
    /**
     * A parameter or a result.
     *
     * @param type one of int, boolean, string, array, struct
     * @param name for people
     * @param meaning for people
     * @param optional whether it may be left out
     * @param isSecret whether it may hold a secret, so that the audit log has its length only
     */
    public record Parameter(String type, String name, String meaning, boolean optional, boolean isSecret) {}

    /** Answers a call. Throws, or fails its future with, {@link RefusedException} for a fault. */
    @FunctionalInterface
    public interface Body {
        /**
         * Answers. Must not block: longer work is done by another thread, which completes the future.
         *
         * @param arguments as many as the method takes
         * @return a String, Integer, Long, Boolean, Double, byte[], a List or a Map with String keys of such values
         */
        CompletableFuture<?> answer(Arguments arguments);
    }

    public Method {
        parameters = List.copyOf(parameters);
    }

    /**
     * A method.
     *
     * @param parameters its parameters, in order; the optional ones last
     */
    public Method(String name, Role role, String purpose, Parameter result, List<Parameter> parameters, Body body) {
        this(name, role, purpose, result, parameters, count(parameters), body);
    }

    /** A parameter that must be given. */
    public static Parameter takes(String type, String name, String meaning) {
        return new Parameter(type, name, meaning, false, false);
    }

    /** A parameter that must be given, and may hold a secret. */
    public static Parameter takesSecret(String type, String name, String meaning) {
        return new Parameter(type, name, meaning, false, true);
    }

    /** A parameter that may be left out. */
    public static Parameter mayTake(String type, String name, String meaning) {
        return new Parameter(type, name, meaning, true, false);
    }

    /** What a method returns. */
    public static Parameter answers(String type, String meaning) {
        return new Parameter(type, "result", meaning, false, false);
    }

    /** The same method under another name. */
    public Method named(String other) {
        return new Method(other, role, purpose, result, parameters, body);
    }

    /** The same method with another body, which may call the first one. */
    Method with(Body other) {
        return new Method(name, role, purpose, result, parameters, other);
    }

    /** Runs it, if the number of parameters is right. The future completes with the result. */
    @Override
    public CompletableFuture<?> execute(XmlRpcRequest request) {
        int given = request.getParameterCount();
        if (given < required || given > parameters.size()) {
            throw new RefusedException(FaultCode.INCORRECT_PARAMETERS, null);
        }
        return Objects.requireNonNull(body.answer(new Arguments(request)), name);
    }

    /** The types of the result and of each parameter. */
    String[] signature() {
        return Stream.concat(Stream.of(result), parameters.stream())
                .map(Parameter::type)
                .toArray(String[]::new);
    }

    /** The help text for people. */
    String help() {
        StringBuilder text = new StringBuilder(purpose).append("\n\n");
        for (Parameter word : parameters) {
            text.append(line("@param", word)).append('\n');
        }
        return text.append(line("@return", result)).toString();
    }

    private static int count(List<Parameter> parameters) {
        return (int) parameters.stream().filter(word -> !word.optional()).count();
    }

    private static String line(String tag, Parameter word) {
        return tag + " " + word.type() + " " + word.name() + "  " + word.meaning();
    }
}
