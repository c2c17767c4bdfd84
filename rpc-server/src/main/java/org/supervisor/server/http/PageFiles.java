package org.supervisor.server.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.supervisor.server.process.Sha256;

/**
 * The files of the page, read from the jar and compressed once, when the first is asked for. Immutable.
 *
 * @see PageHandler
 */
final class PageFiles {
    private static final String HTML = "text/html;charset=utf-8";
    private static final String SCRIPT = "text/javascript;charset=utf-8";
    private static final List<String> SCRIPTS = List.of(
            "actions.js",
            "ansi.js",
            "api.js",
            "app.js",
            "config.js",
            "dom.js",
            "events.js",
            "graph.js",
            "list.js",
            "log.js",
            "process.js",
            "store.js",
            "supervisor.js");
    private static final int HASH_LETTERS = 16;

    private final Map<String, File> files = new LinkedHashMap<>();
    private final String hash;
    private final File page;

    /**
     * One of them.
     *
     * @param type its Content-Type
     * @param plain its bytes
     * @param zipped the same by gzip
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record File(String type, byte[] plain, byte[] zipped) {
        private static File of(String type, byte[] plain) {
            ByteArrayOutputStream zipped = new ByteArrayOutputStream(plain.length / 2 + 64);
            try (OutputStream gzip = new GZIPOutputStream(zipped)) {
                gzip.write(plain);
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
            return new File(type, plain, zipped.toByteArray());
        }
    }

    private static final class Loaded {
        private static final PageFiles FILES = new PageFiles();
    }

    private PageFiles() {
        for (String script : SCRIPTS) {
            files.put(script, File.of(SCRIPT, read(script)));
        }
        files.put("style.css", File.of("text/css;charset=utf-8", read("style.css")));
        files.put("icon.svg", File.of("image/svg+xml", read("icon.svg")));
        String template = new String(read("index.html"), StandardCharsets.UTF_8);
        hash = hashOf(template);
        page = File.of(
                HTML,
                template.replace("{preload}", preloads())
                        .replace("{hash}", hash)
                        .getBytes(StandardCharsets.UTF_8));
    }

    /** All of them. Any thread; the first call reads a hundred kilobytes from the jar. */
    static PageFiles get() {
        return Loaded.FILES;
    }

    /** The page itself. */
    File page() {
        return page;
    }

    /** What changes when any of them does. */
    String hash() {
        return hash;
    }

    /** The file of this name. */
    Optional<File> named(String name) {
        return Optional.ofNullable(files.get(name));
    }

    /** The names of all, but for the page itself. */
    List<String> names() {
        return List.copyOf(files.keySet());
    }

    /** A browser would find them one after another, by reading each; so it requests them together. */
    private static String preloads() {
        StringBuilder links = new StringBuilder();
        for (String script : SCRIPTS) {
            links.append("<link rel=\"modulepreload\" href=\"ui/{hash}/")
                    .append(script)
                    .append("\">\n");
        }
        return links.toString().strip();
    }

    private String hashOf(String template) {
        Stream<byte[]> parts = Stream.concat(
                Stream.of(template.getBytes(StandardCharsets.UTF_8)),
                files.values().stream().map(File::plain));
        return Sha256.hex(parts.toArray(byte[][]::new)).substring(0, HASH_LETTERS);
    }

    private static byte[] read(String name) {
        try (InputStream file = PageFiles.class.getResourceAsStream("ui/" + name)) {
            if (file == null) {
                throw new IllegalStateException("the jar has no file ui/" + name);
            }
            return file.readAllBytes();
        } catch (IOException broken) {
            throw new UncheckedIOException("the file ui/" + name + " of the jar cannot be read", broken);
        }
    }
}
