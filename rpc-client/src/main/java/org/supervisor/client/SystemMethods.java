package org.supervisor.client;

import java.util.List;

/** {@code system.*} methods, which describe the server's methods. For {@code system.multicall} see {@link Batch}. */
public final class SystemMethods {
    private final SupervisorClient client;

    SystemMethods(SupervisorClient client) {
        this.client = client;
    }

    /** The names of all methods. */
    public List<String> listMethods() {
        return client.call(Calls.listMethods());
    }

    /** What a method does, in the server's words. Fault: SIGNATURE_UNSUPPORTED. */
    public String methodHelp(String method) {
        return client.call(Calls.methodHelp(method));
    }

    /** The type of a method's answer, then those of its parameters. Fault: SIGNATURE_UNSUPPORTED. */
    public List<String> methodSignature(String method) {
        return client.call(Calls.methodSignature(method));
    }
}
