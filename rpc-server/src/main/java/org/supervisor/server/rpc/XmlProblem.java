package org.supervisor.server.rpc;

import java.io.UnsupportedEncodingException;

/** What is wrong with a document, without the names that the XML parser has for its own settings. */
final class XmlProblem {
    /** The setting of the parser by which it refuses document types; its message names it. */
    static final String NO_DOCUMENT_TYPE = "http://apache.org/xml/features/disallow-doctype-decl";

    private static final String LIMIT = "JAXP000";

    private XmlProblem() {}

    static String of(Exception thrown) {
        String message = String.valueOf(thrown.getMessage());
        if (thrown instanceof UnsupportedEncodingException) {
            return "the encoding " + message + " is not known, expected UTF-8: send it so";
        }
        if (message.contains(NO_DOCUMENT_TYPE)) {
            return "it has a DOCTYPE, expected none: send the call without it";
        }
        if (message.startsWith(LIMIT)) {
            return "it has more than 100 elements within each other, 200 attributes of an element"
                    + " or 1000 characters in a name: send less";
        }
        return message;
    }
}
