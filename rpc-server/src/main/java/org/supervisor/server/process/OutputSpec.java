package org.supervisor.server.process;

import org.apiguardian.api.API;

/**
 * What happens to a child's output.
 *
 * @param redirectsStderr whether stderr shares stdout's pipe (supervisord's {@code redirect_stderr})
 * @param stdout where stdout goes
 * @param stderr where stderr goes; unused when redirected
 * @param format how lines are written
 */
@API(status = API.Status.EXPERIMENTAL)
public record OutputSpec(boolean redirectsStderr, StreamSpec stdout, StreamSpec stderr, Format format) {
    /** How captured lines are written to the log. */
    public enum Format {
        /** The bytes as they came. */
        RAW,
        /** Each line after time, program and level, as the Perl original logs: {@code [date time][name] info: text}. */
        PERL,
        /** Each line after time with zone, program and stream. */
        PREFIXED,
        /** One JSON object a line: time, program, stream, line. */
        JSON
    }
}
