package org.supervisor.server.http;

import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/**
 * Answers browsers: the page, the files it consists of, and the addresses of supervisord's page, which only show and never act.
 * It is loaded when somebody asks for it.
 */
final class PageHandler {
    /** Below it are the files, each under the hash of all: what is there never changes. */
    static final String FILES = "/ui/";

    /**
     * What the page may load and do: its own files and requests, and nothing of others. What it shows is made as text: a browser that
     * knows trusted types refuses anything else.
     */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            + " img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
            + " require-trusted-types-for 'script'; trusted-types 'none'";

    private PageHandler() {}

    /** Answers with the page. */
    static boolean page(Request request, Response response, Callback callback) {
        PageFiles files = PageFiles.get();
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-cache");
        send(files.page(), files.hash(), request, response, callback);
        return true;
    }

    /** Answers with a file of the page. */
    static boolean file(Request request, Response response, Callback callback) {
        PageFiles files = PageFiles.get();
        String path = RequestPath.of(request.getHttpURI()).substring(FILES.length());
        int slash = path.indexOf('/');
        Optional<PageFiles.File> file = files.named(path.substring(slash + 1));
        if (slash < 0 || file.isEmpty()) {
            ErrorPage.send(response, callback, HttpStatus.NOT_FOUND_404);
            return true;
        }
        // a page of another build may still be open: it gets what there is, and no cache keeps it under that name
        boolean isCurrent = path.substring(0, slash).equals(files.hash());
        response.getHeaders()
                .put(HttpHeader.CACHE_CONTROL, isCurrent ? "public, max-age=31536000, immutable" : "no-store");
        send(file.get(), files.hash(), request, response, callback);
        return true;
    }

    /** Answers with the icon, which browsers ask for by themselves. */
    static boolean icon(Request request, Response response, Callback callback) {
        PageFiles files = PageFiles.get();
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "public, max-age=86400");
        send(files.named("icon.svg").orElseThrow(), files.hash(), request, response, callback);
        return true;
    }

    /** Leads from the address of a log on supervisord's page to the log on ours. */
    static boolean tail(Request request, Response response, Callback callback) {
        String process;
        try {
            process = Request.extractQueryParameters(request).getValue("processname");
        } catch (HttpException.RuntimeException | IllegalArgumentException e) {
            process = null; // a query that cannot be read names nothing
        }
        String place = process == null || process.isEmpty()
                ? ""
                : "process/"
                        + URLEncoder.encode(process, StandardCharsets.UTF_8).replace("+", "%20") + "/log";
        response.setStatus(HttpStatus.FOUND_302);
        response.getHeaders().put(HttpHeader.LOCATION, "./#/" + place).put(HttpHeader.CACHE_CONTROL, "no-store");
        response.write(true, BufferUtil.EMPTY_BUFFER, callback);
        return true;
    }

    private static void send(PageFiles.File file, String hash, Request request, Response response, Callback callback) {
        HttpFields.Mutable headers = response.getHeaders();
        boolean isZipped = acceptsGzip(request);
        String tag = '"' + hash + (isZipped ? "-gzip\"" : "\"");
        headers.put(HttpHeader.ETAG, tag)
                .put(HttpHeader.VARY, HttpHeader.ACCEPT_ENCODING.asString())
                .put("Content-Security-Policy", POLICY)
                .put("X-Content-Type-Options", "nosniff")
                .put("X-Frame-Options", "DENY")
                .put("Referrer-Policy", "no-referrer")
                .put("Cross-Origin-Opener-Policy", "same-origin")
                .put("Cross-Origin-Resource-Policy", "same-origin");
        String known = request.getHeaders().get(HttpHeader.IF_NONE_MATCH);
        if (known != null && known.contains(tag)) {
            response.setStatus(HttpStatus.NOT_MODIFIED_304);
            response.write(true, BufferUtil.EMPTY_BUFFER, callback);
            return;
        }
        byte[] bytes = isZipped ? file.zipped() : file.plain();
        headers.put(HttpHeader.CONTENT_TYPE, file.type()).put(HttpHeader.CONTENT_LENGTH, bytes.length);
        if (isZipped) {
            headers.put(HttpHeader.CONTENT_ENCODING, "gzip");
        }
        response.write(true, ByteBuffer.wrap(bytes), callback);
    }

    private static boolean acceptsGzip(Request request) {
        for (String coding : request.getHeaders().getCSV(HttpHeader.ACCEPT_ENCODING, false)) {
            String wanted = coding.toLowerCase(Locale.ROOT).replace(" ", "");
            if (wanted.equals("gzip") || (wanted.startsWith("gzip;") && !wanted.matches("gzip;q=0(\\.0*)?"))) {
                return true;
            }
        }
        return false;
    }
}
