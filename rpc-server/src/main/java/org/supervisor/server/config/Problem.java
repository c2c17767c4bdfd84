package org.supervisor.server.config;

import java.nio.file.Path;

/**
 * Something that must be corrected before the daemon starts. Its texts can be shown on a terminal, whatever the file
 * contains.
 *
 * @param file the file that has it
 * @param line from 1; 0: nowhere in particular
 * @param section its name without brackets; empty outside any
 * @param found what was found
 * @param expected what is expected, or what to do
 * @param supervisordText supervisord's wording
 */
public record Problem(Path file, int line, String section, String found, String expected, String supervisordText) {
    public Problem {
        section = Printable.line(section);
        found = Printable.line(found);
        expected = Printable.line(expected);
        supervisordText = Printable.text(supervisordText);
    }
}
