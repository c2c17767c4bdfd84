package org.supervisor.server.rpc;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.xmlrpc.XmlRpcRequest;
import org.apache.xmlrpc.metadata.XmlRpcListableHandlerMapping;
import org.apache.xmlrpc.server.XmlRpcNoSuchHandlerException;
import org.supervisor.api.FaultCode;
import org.supervisor.api.Role;
import org.supervisor.server.engine.Audit;
import org.supervisor.server.engine.RefusedException;
import org.supervisor.server.engine.Rights;

/** All methods. Filled before the first call, read by any thread afterwards. */
final class MethodTable implements XmlRpcListableHandlerMapping {
    /** What calls of methods that there are not are counted as: their names are what clients have sent. */
    private static final String UNKNOWN = "unknown";

    private final Map<String, Method> methods = new HashMap<>();
    private Optional<AuditedCalls> audited = Optional.empty();
    private final Map<String, CallCounts> counts = new HashMap<>(Map.of(UNKNOWN, new CallCounts()));

    /**
     * Adds methods.
     *
     * @throws IllegalArgumentException if there is a method of the same name
     */
    void add(List<Method> more) {
        for (Method method : more) {
            if (methods.putIfAbsent(method.name(), method) != null) {
                throw new IllegalArgumentException("there are two methods with the name " + method.name());
            }
            counts.put(method.name(), new CallCounts());
        }
    }

    /** Has calls written down from now on. */
    void audit(Audit audit) {
        audited = Optional.of(new AuditedCalls(audit));
    }

    /** Whether there is a method of this name. */
    boolean has(String name) {
        return methods.containsKey(name);
    }

    /**
     * The role that a method requires.
     *
     * @throws IllegalArgumentException there is no such method
     */
    Role role(String name) {
        Method method = methods.get(name);
        if (method == null) {
            throw new IllegalArgumentException("there is no method with the name " + name);
        }
        return method.role();
    }

    /**
     * Refuses a caller without the role for a method, as a call of it would, and has the refusal written down.
     *
     * @throws RefusedException NOT_PERMITTED
     * @throws IllegalArgumentException there is no such method
     */
    void require(String name) {
        Role role = role(name);
        try {
            Rights.current().require(role, name);
        } catch (RefusedException refusal) {
            if (audited.isPresent()) {
                var _ = audited.get()
                        .call(
                                methods.get(name),
                                new Call(name, List.of()),
                                () -> CompletableFuture.failedFuture(refusal));
            }
            throw refusal;
        }
    }

    /** Calls a method by name, if the caller has its role. All failures are failures of the future; nothing is thrown. */
    CompletableFuture<?> call(XmlRpcRequest request) {
        long beganNanos = System.nanoTime();
        String name = request.getMethodName();
        CallCounts known = counts.getOrDefault(name, counts.get(UNKNOWN));
        return known.counted(call(methods.get(name), request), beganNanos);
    }

    private CompletableFuture<?> call(Method method, XmlRpcRequest request) {
        if (method == null) {
            return CompletableFuture.failedFuture(new RefusedException(FaultCode.UNKNOWN_METHOD, null));
        }
        try {
            return audited.isEmpty()
                    ? permitted(method, request)
                    : audited.get().call(method, request, () -> permitted(method, request));
        } catch (Throwable e) { // an extension may throw whatever there is
            return CompletableFuture.failedFuture(e);
        }
    }

    private static CompletableFuture<?> permitted(Method method, XmlRpcRequest request) {
        Rights.current().require(method.role(), method.name());
        return method.execute(request);
    }

    /** The methods that were called, and how often; calls of others are {@code unknown}. */
    Map<String, CallCounts.Counted> counted() {
        Map<String, CallCounts.Counted> called = new TreeMap<>();
        counts.forEach((name, known) -> {
            CallCounts.Counted counted = known.counted();
            if (counted.times().counts().stream().anyMatch(count -> count > 0)) {
                called.put(name, counted);
            }
        });
        return called;
    }

    @Override
    public Method getHandler(String name) throws XmlRpcNoSuchHandlerException {
        Method method = methods.get(name);
        if (method == null) {
            throw new XmlRpcNoSuchHandlerException("there is no method with the name " + name);
        }
        return method;
    }

    /** The names of all methods, sorted. */
    @Override
    public String[] getListMethods() {
        return methods.keySet().stream().sorted().toArray(String[]::new);
    }

    /** The types of the result and of each parameter; each method has one signature. */
    @Override
    public String[][] getMethodSignature(String name) throws XmlRpcNoSuchHandlerException {
        return new String[][] {getHandler(name).signature()};
    }

    @Override
    public String getMethodHelp(String name) throws XmlRpcNoSuchHandlerException {
        return getHandler(name).help();
    }
}
