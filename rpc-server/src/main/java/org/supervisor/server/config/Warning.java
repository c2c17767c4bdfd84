package org.supervisor.server.config;

import java.nio.file.Path;
import org.supervisor.server.process.NativeText;

/**
 * Something a person should look at, though the daemon starts. Its texts can be shown on a terminal.
 *
 * @param file where it stands
 * @param line from 1; 0: nowhere in particular
 * @param section its name without brackets; may be empty
 * @param key may be empty
 * @param message what was found and what becomes of it
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
