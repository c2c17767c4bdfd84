package org.supervisor.server.process;

import com.google.re2j.Pattern;
import org.apiguardian.api.API;

/** What has to happen before a program that was launched counts as running. */
@API(status = API.Status.EXPERIMENTAL)
public sealed interface ReadyRule permits Probe, ReadyRule.Notify, ReadyRule.Log {
    /** For people: what is waited for. */
    String text();

    /**
     * It writes a line that a pattern is found in, to its stdout or stderr.
     *
     * @param pattern a regular expression of RE2, which takes time in proportion to the line's length, whatever it is
     */
    record Log(String pattern) implements ReadyRule {
        public Log {
            Pattern.compile(pattern); // throws if it is none
        }

        @Override
        public String text() {
            return "log " + pattern;
        }
    }

    /** It sends {@code READY=1} to the socket that {@code NOTIFY_SOCKET} names, as with sd_notify(3). */
    record Notify() implements ReadyRule {
        @Override
        public String text() {
            return "notify";
        }
    }
}
