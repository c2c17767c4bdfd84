package org.supervisor.server.process;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * Converts the kernel's bytes to text and back, whatever the JVM's locale: file names, arguments, environments. They
 * are UTF-8; each byte that is not becomes one of the lone surrogates U+DC80 to U+DCFF, so that the conversion back
 * loses nothing. Any thread.
 *
 * <p>{@link Path#of} and {@link Path#toString} encode in the locale's charset, and fail or lose what that does not
 * have. A file's URI has the bytes, escaped, in every locale; so it is used for any path that is not plain ASCII.
 *
 * @see <a href="https://peps.python.org/pep-0383/">PEP 383</a>
 */
public final class NativeText {
    private static final char ESCAPED = 0xDC00;
    private static final int FIRST_ESCAPED = 0xDC80;
    private static final int LAST_ESCAPED = 0xDCFF;
    private static final int ASCII = 0x80;
    private static final char UNKNOWN = '\uFFFD';
    private static final Path ROOT = Path.of("/");
    private static final String ROOT_URI = "file:///";
    private static final HexFormat HEX = HexFormat.of();

    private NativeText() {}

    /** What depends on the JVM, looked up at first use. */
    private static final class Jvm {
        static final boolean KNOWS_UTF_8 = knowsUtf8();
        static final Path FOLDER = folder();

        private static boolean knowsUtf8() {
            return Charset.forName(System.getProperty("sun.jnu.encoding", "US-ASCII"), StandardCharsets.US_ASCII)
                    .equals(StandardCharsets.UTF_8);
        }

        private static Path folder() {
            Path known = Path.of("").toAbsolutePath();
            if (isExact(System.getProperty("user.dir", ""))) {
                return known;
            }
            try {
                return Files.readSymbolicLink(Path.of("/proc/self/cwd")); // its bytes are the kernel's
            } catch (java.io.IOException | UnsupportedOperationException noProc) {
                return known;
            }
        }

        private Jvm() {}
    }

    /** Whether text that the JVM has decoded can have lost nothing. */
    private static boolean isExact(String decoded) {
        return isAscii(decoded) || (Jvm.KNOWS_UTF_8 && decoded.indexOf(UNKNOWN) < 0);
    }

    /** Whether it is the same in every encoding. */
    public static boolean isAscii(String text) {
        for (int index = 0; index < text.length(); index++) {
            if (text.charAt(index) >= ASCII) {
                return false;
            }
        }
        return true;
    }

    /** The text of these bytes. */
    public static String of(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        while (true) {
            CoderResult result = decoder.decode(in, out, true);
            if (result.isUnderflow()) {
                return out.flip().toString();
            }
            for (int count = 0; count < result.length(); count++) {
                out.put((char) (ESCAPED | (in.get() & 0xFF)));
            }
            decoder.reset();
        }
    }

    /** The bytes of this text. */
    public static byte[] bytes(String text) {
        int index = firstEscaped(text, 0);
        if (index < 0) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length() + 16);
        int from = 0;
        for (; index >= 0; index = firstEscaped(text, from)) {
            bytes.writeBytes(text.substring(from, index).getBytes(StandardCharsets.UTF_8));
            bytes.write(text.charAt(index) & 0xFF);
            from = index + 1;
        }
        bytes.writeBytes(text.substring(from).getBytes(StandardCharsets.UTF_8));
        return bytes.toByteArray();
    }

    private static int firstEscaped(String text, int from) {
        for (int index = from; index < text.length(); index++) {
            char c = text.charAt(index);
            boolean alone = index == 0 || index == from || !Character.isHighSurrogate(text.charAt(index - 1));
            if (c >= FIRST_ESCAPED && c <= LAST_ESCAPED && alone) {
                return index;
            }
        }
        return -1;
    }

    /** The text for a format that has Unicode only, such as XML: a byte that is not UTF-8 is shown as U+FFFD. */
    public static String shown(String text) {
        if (firstEscaped(text, 0) < 0) {
            return text;
        }
        return new String(bytes(text), StandardCharsets.UTF_8);
    }

    /**
     * The path of this name, relative if the name is.
     *
     * @throws InvalidPathException if it holds a NUL
     */
    public static Path path(String text) {
        if (isAscii(text) || text.indexOf('\0') >= 0) {
            return Path.of(text);
        }
        Path absolute = Path.of(URI.create(ROOT_URI + escaped(text)));
        return text.startsWith("/") ? absolute : absolute.subpath(0, absolute.getNameCount());
    }

    /** As in a URI, without leading slashes and with repeated ones joined. */
    private static String escaped(String text) {
        StringBuilder uri = new StringBuilder(3 * text.length());
        char before = '/';
        for (byte b : bytes(text)) {
            char c = (char) (b & 0xFF);
            boolean plain = c < ASCII && (Character.isLetterOrDigit(c) || c == '.' || c == '-' || c == '_');
            if (c == '/' && before == '/') {
                continue;
            }
            if (plain || c == '/') {
                uri.append(c);
            } else {
                uri.append('%').append(HEX.toHexDigits(b));
            }
            before = c;
        }
        return uri.toString();
    }

    /** The name of this path, relative if the path is. */
    public static String of(Path path) {
        String decoded = path.toString();
        if (isExact(decoded)) {
            return decoded;
        }
        String uri = ROOT.resolve(path).toUri().getRawPath();
        int start = path.isAbsolute() ? 0 : 1;
        int end = uri.endsWith("/") ? uri.length() - 1 : uri.length(); // a folder that exists ends with a slash
        return of(unescaped(uri.substring(start, end)));
    }

    private static byte[] unescaped(String uri) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(uri.length());
        for (int index = 0; index < uri.length(); index++) {
            char c = uri.charAt(index);
            if (c == '%') {
                bytes.write(HexFormat.fromHexDigits(uri, index + 1, index + 3));
                index += 2;
            } else {
                bytes.write(c);
            }
        }
        return bytes.toByteArray();
    }

    /** The folder in which this JVM was started: the base of relative paths, as for {@link Path#toAbsolutePath}. */
    public static Path folder() {
        return Jvm.FOLDER;
    }

    /** As {@link Path#toAbsolutePath}, whatever the folder's name. */
    public static Path absolute(Path path) {
        return folder().resolve(path);
    }
}
