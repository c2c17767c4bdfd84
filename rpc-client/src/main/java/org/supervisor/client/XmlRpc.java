package org.supervisor.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.apache.ws.commons.util.NamespaceContextImpl;
import org.apache.xmlrpc.XmlRpcException;
import org.apache.xmlrpc.XmlRpcRequest;
import org.apache.xmlrpc.XmlRpcRequestConfig;
import org.apache.xmlrpc.common.TypeFactory;
import org.apache.xmlrpc.common.XmlRpcHttpRequestConfigImpl;
import org.apache.xmlrpc.common.XmlRpcStreamConfig;
import org.apache.xmlrpc.common.XmlRpcStreamRequestConfig;
import org.apache.xmlrpc.parser.BooleanParser;
import org.apache.xmlrpc.parser.ByteArrayParser;
import org.apache.xmlrpc.parser.DoubleParser;
import org.apache.xmlrpc.parser.I4Parser;
import org.apache.xmlrpc.parser.I8Parser;
import org.apache.xmlrpc.parser.MapParser;
import org.apache.xmlrpc.parser.NullParser;
import org.apache.xmlrpc.parser.ObjectArrayParser;
import org.apache.xmlrpc.parser.StringParser;
import org.apache.xmlrpc.parser.TypeParser;
import org.apache.xmlrpc.parser.XmlRpcResponseParser;
import org.apache.xmlrpc.serializer.BooleanSerializer;
import org.apache.xmlrpc.serializer.DoubleSerializer;
import org.apache.xmlrpc.serializer.I4Serializer;
import org.apache.xmlrpc.serializer.ListSerializer;
import org.apache.xmlrpc.serializer.MapSerializer;
import org.apache.xmlrpc.serializer.ObjectArraySerializer;
import org.apache.xmlrpc.serializer.StringSerializer;
import org.apache.xmlrpc.serializer.TypeSerializer;
import org.apache.xmlrpc.serializer.XmlRpcWriter;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.XMLReader;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Converts calls to bytes, and bytes to answers. The library's writer, parser and types are used, but not its client
 * around them: that has no deadlines and no UNIX sockets, and loading it takes a fifth of the time of a whole
 * {@code supctl status}. For any thread.
 */
final class XmlRpc {
    /** The outcome of a call. */
    sealed interface Answer {}

    /** The result of the method. */
    record Result(Object value) implements Answer {}

    /** A refusal. */
    record Fault(int code, String text) implements Answer {}

    private static final XmlRpcStreamRequestConfig CONFIG = plainXmlRpc();
    private static final TypeFactory TYPES = new ClosedTypes();
    private static final SAXParserFactory PARSERS = hardenedParsers();

    private static final String LIMITS = "http://www.oracle.com/xml/jaxp/properties/";
    private static final String DEEPEST_NESTING = "100";

    private XmlRpc() {}

    /**
     * Writes a call.
     *
     * @throws IllegalArgumentException if a parameter cannot be sent
     */
    static byte[] write(Call<?> call) {
        XmlText text = new XmlText();
        try {
            new XmlRpcWriter(CONFIG, text, TYPES).write(new Request(call));
        } catch (SAXException e) {
            throw new IllegalArgumentException(call + " cannot be sent: " + e.getMessage(), e);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads an answer.
     *
     * @throws SAXException if it is not one
     */
    static Answer read(InputStream xml) throws IOException, SAXException {
        XmlRpcResponseParser answer = new XmlRpcResponseParser(CONFIG, TYPES);
        XMLReader reader = newReader();
        reader.setContentHandler(answer);
        reader.setErrorHandler(new DefaultHandler()); // throws; that of the JDK also prints to standard error
        try {
            reader.parse(new InputSource(xml));
        } catch (ClassCastException | IllegalStateException e) {
            // The library casts the members of a fault without looking.
            throw new SAXException("a fault has members of other types than it should", e);
        }
        if (!answer.isSuccess()) {
            if (answer.getErrorMessage() == null) {
                throw new SAXException("there is neither a result nor a whole fault");
            }
            return new Fault(answer.getErrorCode(), answer.getErrorMessage());
        }
        try {
            return new Result(answer.getResult());
        } catch (XmlRpcException e) {
            throw new SAXException("there is neither a result nor a whole fault", e);
        }
    }

    private static XMLReader newReader() throws SAXException {
        try {
            XMLReader reader;
            synchronized (PARSERS) {
                reader = PARSERS.newSAXParser().getXMLReader();
            }
            // Nothing can declare entities here, but the JDK counts &lt; and the like too, and logs are full of them.
            reader.setProperty(LIMITS + "maxGeneralEntitySizeLimit", "0");
            reader.setProperty(LIMITS + "totalEntitySizeLimit", "0");
            // The library goes down one call per level.
            reader.setProperty(LIMITS + "maxElementDepth", DEEPEST_NESTING);
            return reader;
        } catch (ParserConfigurationException e) {
            throw new SAXException("this JDK cannot create an XML parser", e);
        }
    }

    /** Both switches are off by default; CVE-2019-17570 needs both, so they are set here explicitly. */
    private static XmlRpcStreamRequestConfig plainXmlRpc() {
        XmlRpcHttpRequestConfigImpl config = new XmlRpcHttpRequestConfigImpl();
        config.setEnabledForExtensions(false);
        config.setEnabledForExceptions(false);
        return config;
    }

    /** The JDK's own parser, without document types: no entities to expand, nothing to fetch. */
    private static SAXParserFactory hardenedParsers() {
        SAXParserFactory parsers = SAXParserFactory.newDefaultInstance();
        parsers.setNamespaceAware(true);
        parsers.setValidating(false);
        try {
            parsers.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            parsers.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        } catch (ParserConfigurationException | SAXException e) {
            throw new IllegalStateException("the JDK's parser cannot refuse document types", e);
        }
        return parsers;
    }

    private record Request(Call<?> call) implements XmlRpcRequest {
        @Override
        public XmlRpcRequestConfig getConfig() {
            return CONFIG;
        }

        @Override
        public String getMethodName() {
            return call.method();
        }

        @Override
        public int getParameterCount() {
            return call.parameters().size();
        }

        @Override
        public Object getParameter(int index) {
            return call.parameters().get(index);
        }
    }

    /** The types of XML-RPC and no others: nothing in an answer can name a Java class. */
    private static final class ClosedTypes implements TypeFactory {
        @Override
        public TypeSerializer getSerializer(XmlRpcStreamConfig config, Object value) throws SAXException {
            if (value instanceof String) {
                return new StringSerializer();
            } else if (value instanceof Boolean) {
                return new BooleanSerializer();
            } else if (value instanceof Integer) {
                return new I4Serializer();
            } else if (value instanceof Double) {
                return new DoubleSerializer();
            } else if (value instanceof List<?>) {
                return new ListSerializer(this, config);
            } else if (value instanceof Object[]) {
                return new ObjectArraySerializer(this, config);
            } else if (value instanceof Map<?, ?>) {
                return new MapSerializer(this, config);
            }
            throw new SAXException("XML-RPC has no type for " + value.getClass().getName());
        }

        @Override
        public TypeParser getParser(XmlRpcStreamConfig config, NamespaceContextImpl context, String uri, String name) {
            if (!uri.isEmpty()) {
                return null;
            }
            return switch (name) {
                case "string" -> new StringParser();
                case "int", "i4" -> new I4Parser();
                case "boolean" -> new BooleanParser();
                case "struct" -> new MapParser(config, context, this);
                case "array" -> new ObjectArrayParser(config, context, this);
                case "double" -> new DoubleParser();
                case "i8" -> new I8Parser();
                case "base64" -> new ByteArrayParser();
                case "nil" -> new NullParser();
                default -> null;
            };
        }
    }
}
