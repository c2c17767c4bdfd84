package org.supervisor.server.rpc;

import java.util.HashMap;
import java.util.Map;
import org.apache.ws.commons.util.NamespaceContextImpl;
import org.apache.xmlrpc.common.TypeFactory;
import org.apache.xmlrpc.common.XmlRpcStreamConfig;
import org.apache.xmlrpc.parser.RecursiveTypeParserImpl;
import org.xml.sax.Attributes;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/** A struct as supervisord reads it: of members with one name the last counts, and none lacks its value. */
final class StructParser extends RecursiveTypeParserImpl {
    private static final String VALUE = "value";

    private final Map<String, Object> members = new HashMap<>();
    private int level; // of elements around: 1 in the struct, 2 in a member, 3 in its name or value
    private StringBuilder name; // of the member; null: it has not come yet
    private boolean isInValue;
    private boolean hasValue;

    StructParser(XmlRpcStreamConfig config, NamespaceContextImpl context, TypeFactory types) {
        super(config, context, types);
    }

    @Override
    public void startElement(String uri, String localName, String qualifiedName, Attributes attributes)
            throws SAXException {
        switch (level++) {
            case 0 -> {}
            case 1 -> startMember(localName);
            case 2 -> startPart(localName);
            default -> super.startElement(uri, localName, qualifiedName, attributes);
        }
    }

    private void startMember(String element) throws SAXException {
        require(element, "member");
        name = null;
        hasValue = false;
    }

    private void startPart(String element) throws SAXException {
        if (name == null) {
            require(element, "name");
            name = new StringBuilder();
        } else if (hasValue) {
            throw problem("a member with two values");
        } else {
            require(element, VALUE);
            isInValue = true;
            startValueTag();
        }
    }

    @Override
    public void endElement(String uri, String localName, String qualifiedName) throws SAXException {
        switch (--level) {
            case 0 -> setResult(members);
            case 1 -> requireValue();
            case 2 -> endPart();
            default -> super.endElement(uri, localName, qualifiedName);
        }
    }

    private void requireValue() throws SAXException {
        if (!hasValue) {
            throw problem("a member without a value");
        }
    }

    private void endPart() throws SAXException {
        if (isInValue) {
            isInValue = false;
            endValueTag();
        }
    }

    @Override
    protected void addResult(Object value) {
        members.put(name.toString(), value);
        hasValue = true;
    }

    @Override
    public void characters(char[] chars, int offset, int length) throws SAXException {
        if (level == 3 && !isInValue) {
            name.append(chars, offset, length);
        } else {
            super.characters(chars, offset, length);
        }
    }

    private void require(String found, String expected) throws SAXException {
        if (!found.equals(expected)) {
            throw problem("expected " + expected + " in a struct, found " + found);
        }
    }

    private SAXException problem(String what) {
        return new SAXParseException(what, getDocumentLocator());
    }
}
