package org.supervisor.server.rpc;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.xmlrpc.XmlRpcRequest;
import org.apache.xmlrpc.metadata.XmlRpcListableHandlerMapping;
import org.apache.xmlrpc.server.XmlRpcNoSuchHandlerException;
import org.supervisor.api.FaultCode;
import org.supervisor.api.Role;
import org.supervisor.server.engine.RefusedException;
import org.supervisor.server.engine.Rights;

/** All methods. Filled before the first call, read by any thread afterwards. */
final class MethodTable implements XmlRpcListableHandlerMapping {
    private final Map<String, Method> methods = new HashMap<>();

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
        }
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

    /** Calls a method by name, if the caller has its role. All failures are failures of the future; nothing is thrown. */
    CompletableFuture<?> call(XmlRpcRequest request) {
        Method method = methods.get(request.getMethodName());
        if (method == null) {
            return CompletableFuture.failedFuture(new RefusedException(FaultCode.UNKNOWN_METHOD, null));
        }
        try {
            Rights.current().require(method.role(), method.name());
            return method.execute(request);
        } catch (Throwable e) { // an extension may throw whatever there is
            return CompletableFuture.failedFuture(e);
        }
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
