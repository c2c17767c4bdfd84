package org.supervisor.server.process;

import java.nio.file.Path;
import org.apiguardian.api.API;

/**
 * Where one output stream of a child goes.
 *
 * @param log the file, if any
 * @param captureMaxBytes above 0: text between the capture tokens becomes events, at most this many bytes each
 * @param eventsEnabled whether everything read is also an event
 * @param syslog whether each line also goes to syslog
 * @param stripsAnsi whether terminal escapes are removed before logging
 */
@API(status = API.Status.EXPERIMENTAL)
public record StreamSpec(Log log, long captureMaxBytes, boolean eventsEnabled, boolean syslog, boolean stripsAnsi) {
    /** Read and discarded. */
    public static final StreamSpec DISCARDED = new StreamSpec(new Log.None(), 0, false, false, false);

    /** A log file, or none. */
    public sealed interface Log {
        /**
         * No log.
         *
         * @param maxBytes what was configured all the same; only shown in the configuration
         * @param backups likewise
         */
        record None(long maxBytes, int backups) implements Log {
            /** No log, and none configured. */
            public None() {
                this(0, 0);
            }
        }

        /**
         * A file with a name of its own.
         *
         * @param path absolute, or a device such as {@code /dev/stdout}
         * @param written the path as configured, which may be relative: what clients are shown
         * @param maxBytes the size at which it is rotated; 0: never
         * @param backups how many old files are kept
         */
        record File(Path path, String written, long maxBytes, int backups) implements Log {
            /** A file that was not configured otherwise than by its absolute path. */
            public File(Path path, long maxBytes, int backups) {
                this(path, path.toString(), maxBytes, backups);
            }
        }

        /** A file in the child log folder whose name the daemon chooses when the group is created. */
        record Auto(long maxBytes, int backups) implements Log {}
    }

    /** A stream that is logged to a file and nothing else. */
    public static StreamSpec to(Log log) {
        return new StreamSpec(log, 0, false, false, false);
    }

    /** The same stream, logged elsewhere. */
    public StreamSpec withLog(Log other) {
        return new StreamSpec(other, captureMaxBytes, eventsEnabled, syslog, stripsAnsi);
    }
}
