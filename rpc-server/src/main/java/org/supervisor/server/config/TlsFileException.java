package org.supervisor.server.config;

import java.io.IOException;
import java.nio.file.Path;
import org.supervisor.server.process.NativeText;

/** A file of TLS that cannot be used. */
public final class TlsFileException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient TlsFiles.Kind kind;
    private final String found;
    private final String expected;

    TlsFileException(TlsFiles.Kind kind, Path file, String found, String expected) {
        super(kind.key() + ", " + NativeText.of(file) + ", " + found + "; expected " + expected);
        this.kind = kind;
        this.found = NativeText.of(file) + " " + found;
        this.expected = expected;
    }

    /** The file that it is about. */
    TlsFiles.Kind kind() {
        return kind;
    }

    /** The file's name and what is wrong with it. */
    String found() {
        return found;
    }

    /** What would be right. */
    String expected() {
        return expected;
    }
}
