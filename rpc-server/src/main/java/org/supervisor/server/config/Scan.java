package org.supervisor.server.config;

import java.util.List;

/**
 * What a grammar made of a text: our own line index, before the library sees anything.
 *
 * @param lines headers and assignments in the order of the file
 * @param faults lines that are neither
 */
record Scan(List<Line> lines, List<Fault> faults) {
    /** Tells a reader all lines, in the order of the file. */
    void tell(Reader reader) {
        lines.forEach(line -> line.tell(reader));
    }

    /** A line that means something. */
    sealed interface Line {
        /** Its number, from 1. */
        int number();

        /** Tells a reader what it is. */
        void tell(Reader reader);
    }

    /** Who goes through the lines of a file. */
    interface Reader {
        /** A section begins. */
        void header(Header header);

        /** A key of the section is given its value. */
        void assignment(Assignment assignment);
    }

    /** The beginning of a section. */
    record Header(int number, String section) implements Line {
        @Override
        public void tell(Reader reader) {
            reader.header(this);
        }
    }

    /**
     * A key and its whole value, continuation lines joined by newlines.
     *
     * @param numbers of all its lines
     * @param cutInQuotes whether a comment sign cut the value between an opening quote and its end
     */
    record Assignment(List<Integer> numbers, String key, String value, boolean cutInQuotes) implements Line {
        @Override
        public int number() {
            return numbers.getFirst();
        }

        @Override
        public void tell(Reader reader) {
            reader.assignment(this);
        }
    }

    /**
     * A line that means nothing.
     *
     * @param supervisordText what supervisord says about the file because of it
     */
    record Fault(int number, String found, String expected, String supervisordText) {}
}
