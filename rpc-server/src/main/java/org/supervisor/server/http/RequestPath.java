package org.supervisor.server.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
import org.eclipse.jetty.http.HttpURI;

/** Reads the path of a request as leniently as supervisord does: its clients send names as they are. */
final class RequestPath {
    private RequestPath() {}

    /** A request's target in which each {@code %} of the path that begins no escape is escaped itself. */
    static String withoutBadEscapes(String target) {
        int query = target.indexOf('?');
        int end = query < 0 ? target.length() : query;
        int percent = target.indexOf('%');
        if (percent < 0 || percent >= end) {
            return target;
        }
        StringBuilder escaped = new StringBuilder(target.length() + 2);
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            escaped.append(c);
            if (c == '%' && i < end && !isEscape(target, i)) {
                escaped.append("25");
            }
        }
        return escaped.toString();
    }

    private static boolean isEscape(String text, int at) {
        return at + 2 < text.length()
                && Character.digit(text.charAt(at + 1), 16) >= 0
                && Character.digit(text.charAt(at + 2), 16) >= 0;
    }

    /** The path with its escapes decoded; an invalid escape stays as it is. */
    static String of(HttpURI uri) {
        String path = uri.getPath();
        return path == null ? "" : decoded(path);
    }

    /**
     * The possible meanings of the part after a prefix, likeliest first: with its escapes decoded or as it is, up to
     * the query or with it, because clients do not escape a {@code %}, a {@code ?} or a {@code #} in a name.
     */
    static Set<String> rests(HttpURI uri, String prefix) {
        String path = uri.getPath();
        String all = path
                + (uri.getQuery() == null ? "" : "?" + uri.getQuery())
                + (uri.getFragment() == null ? "" : "#" + uri.getFragment());
        Set<String> rests = new LinkedHashSet<>();
        for (String text : new String[] {path, all}) {
            for (String meant : new String[] {decoded(text), text}) {
                if (meant.startsWith(prefix)) {
                    rests.add(meant.substring(prefix.length()));
                }
            }
        }
        return rests;
    }

    private static String decoded(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            int high = bytes[i] == '%' && i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
            int low = high < 0 ? -1 : Character.digit(bytes[i + 2], 16);
            if (low < 0) {
                decoded.write(bytes[i]);
            } else {
                decoded.write(high << 4 | low);
                i += 2;
            }
        }
        return decoded.toString(StandardCharsets.UTF_8);
    }
}
