package org.supervisor.server.config;

import java.nio.file.Path;
import org.supervisor.server.process.NativeText;

/**
 * Something that a person should check, though the daemon starts. Its texts can be shown on a terminal.
 *
 * @param file the file that has it
 * @param line from 1; 0: nowhere in particular
 * @param section its name without brackets; may be empty
 * @param key may be empty
 * @param message what was found and how it is treated
 */
public record Warning(Path file, int line, String section, String key, String message) {
    public Warning {
        section = Printable.line(section);
        key = Printable.line(key);
        message = Printable.line(message);
    }

    /** One line for a log: place, then message. */
    @Override
    public String toString() {
        String place = Printable.line(NativeText.of(file) + (line == 0 ? ": " : ":" + line + ": "));
        String name = section.isEmpty() ? "" : "[" + section + "] " + (key.isEmpty() ? "" : key + ": ");
        return place + name + message;
    }
}
