package org.supervisor.server.output;

/** Looks at one stream of one child, whatever becomes of it in its log. Loop's thread; must not block. */
public interface OutputWatch {
    /** Something was read. */
    void read();

    /** Whether {@link #line} is to be called at present. */
    boolean wantsLines();

    /**
     * A line, or a piece of one that was too long, as it is logged: without captured text and, if so configured, without
     * terminal escapes.
     *
     * @param text without its end
     */
    void line(String text);

    /** Nobody looks. */
    OutputWatch NONE = new OutputWatch() {
        @Override
        public void read() {}

        @Override
        public boolean wantsLines() {
            return false;
        }

        @Override
        public void line(String text) {}
    };
}
