package org.supervisor.server.rpc;

import static org.supervisor.api.Role.VIEWER;
import static org.supervisor.server.rpc.Answers.now;
import static org.supervisor.server.rpc.Method.answers;
import static org.supervisor.server.rpc.Method.takes;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.xmlrpc.XmlRpcException;
import org.supervisor.api.FaultCode;
import org.supervisor.server.engine.RefusedException;

/** The {@code system.*} methods: the list of methods, and several calls in one. */
final class SystemHandler {
    private final MethodTable table;
    private final OneAtATime longWork;
    private final Writers writers;

    SystemHandler(MethodTable table, OneAtATime longWork, Writers writers) {
        this.table = table;
        this.longWork = longWork;
        this.writers = writers;
    }

    List<Method> methods() {
        return List.of(
                new Method(
                        "system.listMethods",
                        VIEWER,
                        "Returns the names of all methods.",
                        answers("array", "the names, sorted"),
                        List.of(),
                        _ -> now(List.of(table.getListMethods()))),
                new Method(
                        "system.methodHelp",
                        VIEWER,
                        "Returns what a method does.",
                        answers("string", "the text"),
                        List.of(takes("string", "name", "the method")),
                        arguments -> now(described(arguments, table::getMethodHelp))),
                new Method(
                        "system.methodSignature",
                        VIEWER,
                        "Returns the types of a method's result and parameters.",
                        answers("array", "the type of the result, then that of each parameter"),
                        List.of(takes("string", "name", "the method")),
                        arguments -> now(List.of(described(arguments, table::getMethodSignature)[0]))),
                new Method(
                        "system.multicall",
                        VIEWER,
                        "Makes several calls, one after another. Each begins after the one before has been answered.",
                        answers(
                                "array",
                                "the result of each call as it is; for a fault a struct of faultCode and"
                                        + " faultString"),
                        List.of(takes("array", "calls", "structs of methodName (string) and params (array)")),
                        arguments -> new Multicall(table, calls(arguments.raw(0)), longWork, writers).run()));
    }

    /** The table's entry of a method. */
    @FunctionalInterface
    private interface Description<T> {
        T of(String method) throws XmlRpcException;
    }

    private static <T> T described(Arguments arguments, Description<T> description) {
        try {
            return description.of(arguments.text(0));
        } catch (XmlRpcException unknown) {
            throw new RefusedException(FaultCode.SIGNATURE_UNSUPPORTED, null);
        }
    }

    /** All elements are checked before the first call is made, so that a malformed list has no effect. */
    private static List<Map<?, ?>> calls(Object parameter) {
        if (!(parameter instanceof Object[] elements)) {
            throw Arguments.unexpected(0, parameter, "an array of structs");
        }
        return Arrays.stream(elements).<Map<?, ?>>map(SystemHandler::struct).toList();
    }

    private static Map<?, ?> struct(Object element) {
        if (element instanceof Map<?, ?> struct) {
            return struct;
        }
        throw new RefusedException(
                FaultCode.INCORRECT_PARAMETERS, "each call must be a struct of methodName and params");
    }
}
