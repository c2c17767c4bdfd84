package org.supervisor.client;

import org.xml.sax.Attributes;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Writes elements and their text. The library's own writer breaks characters beyond the basic plane into halves,
 * which no parser accepts.
 */
final class XmlText extends DefaultHandler {
    private static final int USUAL_LENGTH = 512;
    private final StringBuilder xml = new StringBuilder(USUAL_LENGTH).append("<?xml version=\"1.0\"?>");

    @Override
    public void startElement(String uri, String localName, String name, Attributes attributes) {
        xml.append('<').append(name).append('>');
    }

    @Override
    public void endElement(String uri, String localName, String name) {
        xml.append("</").append(name).append('>');
    }

    /**
     * Appends text.
     *
     * @throws SAXException if there is a character that XML 1.0 does not have
     */
    @Override
    public void characters(char[] text, int start, int length) throws SAXException {
        for (int i = start; i < start + length; i++) {
            char c = text[i];
            switch (c) {
                case '<' -> xml.append("&lt;");
                case '>' -> xml.append("&gt;");
                case '&' -> xml.append("&amp;");
                case '\r' -> xml.append("&#13;");
                default -> xml.append(valid(c));
            }
        }
    }

    private static char valid(char c) throws SAXException {
        if ((c < ' ' && c != '\t' && c != '\n') || c >= '\ufffe') {
            throw new SAXException("XML has no character " + (int) c);
        }
        return c;
    }

    @Override
    public String toString() {
        return xml.toString();
    }
}
