package org.supervisor.server.rpc;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.xmlrpc.XmlRpcHandler;
import org.apache.xmlrpc.XmlRpcRequest;
import org.supervisor.api.FaultCode;
import org.supervisor.api.Role;
import org.supervisor.server.engine.RefusedException;

/**
 * One method of the wire, listed once: its name, who may call it, what it takes, its help and what it does.
 *
 * @param name as on the wire
 * @param role who may call it
 * @param purpose the first sentence of its help
 * @param result what it answers
 * @param parameters what it takes, in order; the optional ones last
 * @param required how many of them must be given
 * @param body what it does
 */
record Method(
        String name, Role role, String purpose, Parameter result, List<Parameter> parameters, int required, Body body)
        implements XmlRpcHandler {
    /**
     * A parameter or a result.
     *
     * @param type one of int, boolean, string, array, struct
     * @param name for people
     * @param meaning for people
     * @param optional whether it may be left out
     */
    record Parameter(String type, String name, String meaning, boolean optional) {}

    /** Answers a call. Throws, or fails its future with, {@link RefusedException} for a fault. */
    @FunctionalInterface
    interface Body {
        CompletableFuture<?> answer(Arguments arguments);
    }

    Method(String name, Role role, String purpose, Parameter result, List<Parameter> parameters, Body body) {
        this(name, role, purpose, result, List.copyOf(parameters), count(parameters), body);
    }

    /** A parameter that must be given. */
    static Parameter takes(String type, String name, String meaning) {
        return new Parameter(type, name, meaning, false);
    }

    /** A parameter that may be left out. */
    static Parameter mayTake(String type, String name, String meaning) {
        return new Parameter(type, name, meaning, true);
    }

    /** What a method answers. */
    static Parameter answers(String type, String meaning) {
        return new Parameter(type, "result", meaning, false);
    }

    /** The same method with another body, which may use the first one. */
    Method with(Body other) {
        return new Method(name, role, purpose, result, parameters, other);
    }

    /** Does what it does, if the number of parameters is right. The result is there when the future completes. */
    @Override
    public CompletableFuture<?> execute(XmlRpcRequest request) {
        int given = request.getParameterCount();
        if (given < required || given > parameters.size()) {
            throw new RefusedException(FaultCode.INCORRECT_PARAMETERS, null);
        }
        return body.answer(new Arguments(request));
    }

    /** The types of the result and of each parameter. */
    String[] signature() {
        return Stream.concat(Stream.of(result), parameters.stream())
                .map(Parameter::type)
                .toArray(String[]::new);
    }

    /** What people get to read. */
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
