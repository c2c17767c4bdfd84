package org.supervisor.server.rpc;

import java.util.List;
import org.apache.xmlrpc.XmlRpcRequest;
import org.apache.xmlrpc.common.XmlRpcHttpRequestConfigImpl;

/**
 * A request, parsed.
 *
 * @param method the name of the method, not empty
 * @param parameters Integer, Long, Boolean, String, Double, Date, byte[], Object[] or Map
 */
record Call(String method, List<?> parameters) implements XmlRpcRequest {
    /** How the library reads requests: in plain XML-RPC, without its extensions. */
    static final XmlRpcHttpRequestConfigImpl CONFIG = new XmlRpcHttpRequestConfigImpl();

    @Override
    public XmlRpcHttpRequestConfigImpl getConfig() {
        return CONFIG;
    }

    @Override
    public String getMethodName() {
        return method;
    }

    @Override
    public int getParameterCount() {
        return parameters.size();
    }

    @Override
    public Object getParameter(int position) {
        return parameters.get(position);
    }
}
