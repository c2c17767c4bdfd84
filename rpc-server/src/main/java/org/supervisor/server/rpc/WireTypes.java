package org.supervisor.server.rpc;

import java.util.TimeZone;
import org.apache.ws.commons.util.NamespaceContextImpl;
import org.apache.xmlrpc.common.TypeFactory;
import org.apache.xmlrpc.common.XmlRpcStreamConfig;
import org.apache.xmlrpc.parser.BooleanParser;
import org.apache.xmlrpc.parser.ByteArrayParser;
import org.apache.xmlrpc.parser.DateParser;
import org.apache.xmlrpc.parser.DoubleParser;
import org.apache.xmlrpc.parser.I4Parser;
import org.apache.xmlrpc.parser.MapParser;
import org.apache.xmlrpc.parser.ObjectArrayParser;
import org.apache.xmlrpc.parser.StringParser;
import org.apache.xmlrpc.parser.TypeParser;
import org.apache.xmlrpc.serializer.TypeSerializer;
import org.apache.xmlrpc.util.XmlRpcDateTimeDateFormat;

/**
 * The types of the XML-RPC specification, and no others: none of the library's extensions, above all no serialised
 * Java objects (CVE-2016-5003).
 */
final class WireTypes implements TypeFactory {
    @Override
    public TypeParser getParser(
            XmlRpcStreamConfig config, NamespaceContextImpl context, String namespace, String element) {
        if (!namespace.isEmpty()) {
            return null;
        }
        return switch (element) {
            case "int", "i4" -> new I4Parser();
            case "boolean" -> new BooleanParser();
            case "string" -> new StringParser();
            case "double" -> new DoubleParser();
            case "dateTime.iso8601" -> new DateParser(new UtcFormat());
            case "array" -> new ObjectArrayParser(config, context, this);
            case "struct" -> new MapParser(config, context, this);
            case "base64" -> new ByteArrayParser();
            default -> null;
        };
    }

    @Override
    public TypeSerializer getSerializer(XmlRpcStreamConfig config, Object value) {
        throw new UnsupportedOperationException("responses are written by XmlWriter");
    }

    private static final class UtcFormat extends XmlRpcDateTimeDateFormat {
        private static final long serialVersionUID = 1;

        @Override
        protected TimeZone getTimeZone() {
            return TimeZone.getTimeZone("UTC");
        }
    }
}
