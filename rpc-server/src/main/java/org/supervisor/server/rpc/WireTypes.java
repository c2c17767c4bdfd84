package org.supervisor.server.rpc;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.TimeZone;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.ws.commons.util.NamespaceContextImpl;
import org.apache.xmlrpc.common.TypeFactory;
import org.apache.xmlrpc.common.XmlRpcStreamConfig;
import org.apache.xmlrpc.parser.AtomicParser;
import org.apache.xmlrpc.parser.BooleanParser;
import org.apache.xmlrpc.parser.DateParser;
import org.apache.xmlrpc.parser.DoubleParser;
import org.apache.xmlrpc.parser.ObjectArrayParser;
import org.apache.xmlrpc.parser.StringParser;
import org.apache.xmlrpc.parser.TypeParser;
import org.apache.xmlrpc.serializer.TypeSerializer;
import org.apache.xmlrpc.util.XmlRpcDateTimeDateFormat;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/**
 * The types of the XML-RPC specification, and numbers of other sizes and nil, which supervisord accepts too. The
 * library's other extensions are refused, above all serialised Java objects (CVE-2016-5003).
 */
final class WireTypes implements TypeFactory {
    private static final String EXTENSIONS = "http://ws.apache.org/xmlrpc/namespaces/extensions";

    @Override
    public TypeParser getParser(
            XmlRpcStreamConfig config, NamespaceContextImpl context, String namespace, String element) {
        if (namespace.equals(EXTENSIONS)) {
            return extension(element);
        }
        if (!namespace.isEmpty()) {
            return null;
        }
        return switch (element) {
            case "int", "i4" -> new IntegerParser();
            case "boolean" -> new BooleanParser();
            case "string" -> new StringParser();
            case "double" -> new DoubleParser();
            case "dateTime.iso8601" -> new DateParser(new UtcFormat());
            case "array" -> new ObjectArrayParser(config, context, this);
            case "struct" -> new StructParser(config, context, this);
            case "base64" -> new Base64Parser();
            default -> extension(element);
        };
    }

    /** What clients send beyond the specification, with the prefix {@code ex:} or without. */
    private static TypeParser extension(String element) {
        return switch (element) {
            case "i1", "i2", "i8", "biginteger" -> new IntegerParser();
            case "float", "bigdecimal" -> new DoubleParser();
            case "nil" -> new NilParser();
            default -> null;
        };
    }

    @Override
    public TypeSerializer getSerializer(XmlRpcStreamConfig config, Object value) {
        throw new UnsupportedOperationException("responses are written by XmlWriter");
    }

    /** The value for nil, which Python's clients send for None. */
    enum Nil {
        NIL;

        @Override
        public String toString() {
            return "nil";
        }
    }

    private static final class NilParser extends AtomicParser {
        @Override
        protected void setResult(String text) throws SAXException {
            if (!text.isBlank()) {
                throw new SAXParseException("nil has a content", getDocumentLocator());
            }
            setResult((Object) Nil.NIL);
        }
    }

    /**
     * Base64 as Python's binascii reads it, and so supervisord: what is no letter of it is passed over, and it ends with
     * the first padding that completes a group.
     */
    private static final class Base64Parser extends AtomicParser {
        private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        private static final int GROUP = 4;

        @Override
        protected void setResult(String text) throws SAXException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
            int bits = 0;
            int letters = 0; // of a group
            int pads = 0; // directly before
            for (int i = 0; i < text.length(); i++) {
                char next = text.charAt(i);
                if (next == '=') {
                    pads++;
                    if (letters >= 2 && letters + pads >= GROUP) {
                        letters = 0;
                        break;
                    }
                    continue;
                }
                int value = LETTERS.indexOf(next);
                if (value >= 0) {
                    pads = 0;
                    bits = (bits << 6) | value;
                    if (letters > 0) {
                        bytes.write(bits >> ((GROUP - 1 - letters) * 2));
                    }
                    letters = (letters + 1) % GROUP;
                }
            }
            if (letters != 0) {
                throw new SAXParseException("the base64 ends within a group of four letters", getDocumentLocator());
            }
            setResult((Object) bytes.toByteArray());
        }
    }

    /**
     * A whole number of any size: an Integer, or else a Long; a number beyond that becomes the largest or the smallest
     * Long.
     */
    private static final class IntegerParser extends AtomicParser {
        private static final Pattern NUMBER = Pattern.compile("([+-]?)0*+(\\d+|(?<=0))");
        private static final int LONGEST = 19;

        @Override
        protected void setResult(String text) throws SAXException {
            Matcher number = NUMBER.matcher(text.strip());
            if (!number.matches()) {
                throw new SAXParseException("'" + text + "' is not a whole number", getDocumentLocator());
            }
            boolean isNegative = number.group(1).equals("-");
            long value = value(number.group(2), isNegative);
            if (value == (int) value) {
                setResult((Object) (int) value);
            } else {
                setResult((Object) value);
            }
        }

        private static long value(String digits, boolean isNegative) {
            if (digits.isEmpty()) {
                return 0;
            }
            if (digits.length() > LONGEST) {
                return isNegative ? Long.MIN_VALUE : Long.MAX_VALUE;
            }
            BigInteger value = new BigInteger(isNegative ? "-" + digits : digits);
            return value.min(BigInteger.valueOf(Long.MAX_VALUE))
                    .max(BigInteger.valueOf(Long.MIN_VALUE))
                    .longValueExact();
        }
    }

    private static final class UtcFormat extends XmlRpcDateTimeDateFormat {
        private static final long serialVersionUID = 1;

        @Override
        protected TimeZone getTimeZone() {
            return TimeZone.getTimeZone("UTC");
        }
    }
}
