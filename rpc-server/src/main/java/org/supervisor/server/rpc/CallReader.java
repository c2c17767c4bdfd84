package org.supervisor.server.rpc;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.apache.xmlrpc.parser.XmlRpcRequestParser;
import org.supervisor.server.engine.RefusedException;
import org.xml.sax.Attributes;
import org.xml.sax.ErrorHandler;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.XMLReader;

/**
 * Parses requests: the library's parser over the JDK's, without document types and external entities. Any thread; idle
 * XML readers are kept for the next request, as creating one costs more than parsing a small call.
 */
final class CallReader {
    /** The longest name of a method. */
    private static final int MAX_NAME_CHARS = 256;

    /** About how many bytes the objects of an element need; measured with calls of many kinds. */
    private static final int ELEMENT_BYTES = 32;

    /** How many bytes a character needs at most while its text is collected and afterwards. */
    private static final int CHAR_BYTES = 4;

    private static final int COUNTED_AT = 16 << 10;

    private static final int MOST_IDLE_READERS = 8;
    private static final int LONGEST_REMEMBERED = 512;
    private static final int MOST_REMEMBERED = 256;
    private static final ErrorHandler THROWING = new Throwing();

    private static final String JDK_LIMITS = "http://www.oracle.com/xml/jaxp/properties/";

    private final WireTypes types = new WireTypes();
    private final SAXParserFactory factory = hardened();
    private final Queue<XMLReader> idle = new ConcurrentLinkedQueue<>();
    private final Map<ByteBuffer, Call> remembered = new ConcurrentHashMap<>();

    /**
     * Reads one call.
     *
     * @param share where the memory of the parsed call is counted
     * @throws BadRequestException if this is not well-formed XML, or not an XML-RPC call
     * @throws RefusedException FAILED if the budget has no room for the call
     */
    Call read(byte[] body, ByteBudget.Share share) throws BadRequestException {
        return body.length > LONGEST_REMEMBERED ? parse(body, share) : remembered(body, share);
    }

    /** Polling clients repeat identical requests. Only calls without arguments are kept: arguments may be secrets. */
    private Call remembered(byte[] body, ByteBudget.Share share) throws BadRequestException {
        ByteBuffer key = ByteBuffer.wrap(body);
        Call call = remembered.get(key);
        if (call == null) {
            call = parse(body, share);
            if (call.parameters().isEmpty() && remembered.size() < MOST_REMEMBERED) {
                remembered.put(key, call);
            }
        }
        return call;
    }

    private Call parse(byte[] body, ByteBudget.Share share) throws BadRequestException {
        XMLReader reader = idle.poll();
        try {
            if (reader == null) {
                reader = newReader();
            }
            CallParser parser = new CallParser(types, share);
            reader.setContentHandler(parser);
            reader.parse(new InputSource(new ByteArrayInputStream(body)));
            return parser.call();
        } catch (SAXException | IOException e) {
            throw new BadRequestException(XmlProblem.of(e));
        } finally {
            if (reader != null && idle.size() < MOST_IDLE_READERS) {
                reader.setContentHandler(null);
                idle.add(reader);
            }
        }
    }

    private XMLReader newReader() throws SAXException {
        try {
            XMLReader reader = factory.newSAXParser().getXMLReader();
            reader.setErrorHandler(THROWING);
            // the JDK counts each &lt; as an entity; ours come from no DOCTYPE, and the size of the body is limited
            reader.setProperty(JDK_LIMITS + "maxGeneralEntitySizeLimit", "0");
            reader.setProperty(JDK_LIMITS + "totalEntitySizeLimit", "0");
            return reader;
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("the JDK's XML parser lacks a feature it has always had", e);
        }
    }

    private static SAXParserFactory hardened() {
        SAXParserFactory factory = SAXParserFactory.newDefaultNSInstance();
        try {
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature(XmlProblem.NO_DOCUMENT_TYPE, true);
            factory.setFeature("http://xml.org/sax/features/external-general-entities", false);
            factory.setFeature("http://xml.org/sax/features/external-parameter-entities", false);
            factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        } catch (ParserConfigurationException | SAXException e) {
            throw new IllegalStateException("the JDK's XML parser lacks a feature it has always had", e);
        }
        return factory;
    }

    /** The library's parser, counting the memory it uses, and without its tolerance for calls without a method. */
    private static final class CallParser extends XmlRpcRequestParser {
        private static final String METHOD_NAME = "methodName";
        private static final String PARAMETER = "param";

        private final ByteBudget.Share share;
        private int uncounted;
        private boolean isInMethodName;
        private boolean lacksValue; // the parameter so far

        CallParser(WireTypes types, ByteBudget.Share share) {
            super(Call.CONFIG, types);
            this.share = share;
        }

        /** The library tracks prefixes, wrongly, and only for types that we do not have. */
        @Override
        public void startPrefixMapping(String prefix, String uri) {}

        @Override
        public void endPrefixMapping(String prefix) {}

        @Override
        public void startElement(String uri, String localName, String qualifiedName, Attributes attributes)
                throws SAXException {
            count(ELEMENT_BYTES);
            isInMethodName = localName.equals(METHOD_NAME);
            boolean isParameter = localName.equals(PARAMETER);
            if (isParameter && getParams() == null) { // the library would have nowhere to keep it
                throw new SAXParseException("a parameter that is not in <params>", getDocumentLocator());
            }
            lacksValue |= isParameter;
            super.startElement(uri, localName, qualifiedName, attributes);
        }

        @Override
        public void endElement(String uri, String localName, String qualifiedName) throws SAXException {
            isInMethodName = false;
            if (lacksValue && localName.equals(PARAMETER)) {
                throw new SAXParseException("a parameter without a value", getDocumentLocator());
            }
            super.endElement(uri, localName, qualifiedName);
        }

        @Override
        protected void addResult(Object value) {
            lacksValue = false;
            super.addResult(value);
        }

        /**
         * The library joins the pieces of a method's name one by one, so we keep no more than shows that it is too
         * long.
         */
        @Override
        public void characters(char[] chars, int offset, int length) throws SAXException {
            count(length * CHAR_BYTES);
            String name = isInMethodName ? getMethodName() : null;
            if (name == null || name.length() <= MAX_NAME_CHARS) {
                super.characters(chars, offset, length);
            }
        }

        /** In large steps: a small call is not worth an entry. */
        private void count(int bytes) {
            uncounted += bytes;
            if (uncounted >= COUNTED_AT) {
                share.take(uncounted);
                uncounted = 0;
            }
        }

        Call call() throws BadRequestException {
            String name = getMethodName();
            if (name == null || name.isEmpty()) {
                throw new BadRequestException("no method name");
            }
            List<?> parameters = getParams();
            return new Call(name, parameters == null ? List.of() : parameters);
        }
    }

    /** Instead of the default, which prints errors to the console. */
    private static final class Throwing implements ErrorHandler {
        @Override
        public void warning(SAXParseException e) {
            // neither the caller nor we could act on a warning of the XML parser
        }

        @Override
        public void error(SAXParseException e) throws SAXException {
            throw e;
        }

        @Override
        public void fatalError(SAXParseException e) throws SAXException {
            throw e;
        }
    }
}
