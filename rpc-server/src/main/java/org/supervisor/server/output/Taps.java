package org.supervisor.server.output;

import org.supervisor.api.LogStream;
import org.supervisor.server.process.ProcessName;

/**
 * Further receivers of a child's output. Called on the event loop's thread, after the bytes went to the log; must not
 * block. Byte arrays are fresh copies, the receiver's to keep.
 */
public interface Taps {
    /**
     * Output of a stream with {@code events_enabled}, as logged: without captured text and, if so configured, without
     * terminal escapes.
     *
     * @param data at most 131,072 bytes
     */
    void log(ProcessName name, int pid, LogStream stream, byte[] data);

    /** What stood between the capture tokens, the newest {@code capture_maxbytes} of it. */
    void communication(ProcessName name, int pid, LogStream stream, byte[] data);

    /** A line, without its end, of a stream with {@code syslog}. */
    void syslog(ProcessName name, LogStream stream, String line);

    /** Whether {@link #copy} wants to be called: the main log shows child output at DEBUG. */
    boolean wantsCopies();

    /** Everything that is logged. */
    void copy(ProcessName name, LogStream stream, byte[] data);

    /**
     * Who looks at a stream besides. Asked once, when it begins.
     *
     * @param source whose output it is
     */
    default OutputWatch watch(ChildStream source) {
        return OutputWatch.NONE;
    }

    /** No receivers. */
    Taps NONE = new Taps() {
        @Override
        public void log(ProcessName name, int pid, LogStream stream, byte[] data) {}

        @Override
        public void communication(ProcessName name, int pid, LogStream stream, byte[] data) {}

        @Override
        public void syslog(ProcessName name, LogStream stream, String line) {}

        @Override
        public boolean wantsCopies() {
            return false;
        }

        @Override
        public void copy(ProcessName name, LogStream stream, byte[] data) {}
    };
}
