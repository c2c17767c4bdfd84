package org.supervisor.server.output;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * Tells of the losses of one log: when they begin, and how much it was when they end. A log that fails again and again is
 * told of once a minute at most, with the sum. Guarded by whoever owns it.
 */
final class Losses {
    /** How long to be silent after something was told. */
    static final Duration SILENCE = Duration.ofMinutes(1);

    private final Consumer<String> complain;
    private final Object name; // its text is made when it is needed, which is hardly ever
    private String reason = "";
    private boolean isBeginTold;
    private boolean isEverTold;
    private long toldAtNanos;
    private long untold;

    /**
     * Nothing is lost yet.
     *
     * @param name of the log
     * @param complain where to tell
     */
    Losses(Object name, Consumer<String> complain) {
        this.name = name;
        this.complain = complain;
    }

    /** Why the last bytes were lost. */
    String reason() {
        return reason;
    }

    /** From now on bytes are lost, or for another reason than before. */
    void begin(String why, long nowNanos) {
        reason = why;
        if (mayTell(nowNanos)) {
            isBeginTold = true;
            tell("cannot write to " + name + ": " + why + "; its output is dropped until that works", nowNanos);
        }
    }

    /** It can be written again, after so many bytes were lost. */
    void end(long bytes, long nowNanos) {
        untold += bytes;
        if (isBeginTold || mayTell(nowNanos)) {
            tellSum("writing to " + name + " works again; ", nowNanos);
        }
    }

    /** All is well; now may be the time to tell what was kept back. */
    void remind(long nowNanos) {
        if (untold > 0 && mayTell(nowNanos)) {
            tellSum("writing to " + name + " failed more often since; ", nowNanos);
        }
    }

    /** There will be nothing more; so many bytes were lost that nobody has been told of. */
    void close(long bytes, long nowNanos) {
        untold += bytes;
        if (untold > 0) {
            tellSum(bytes > 0 ? name + " is given up; " : "writing to " + name + " failed more often; ", nowNanos);
        }
    }

    private boolean mayTell(long nowNanos) {
        return !isEverTold || nowNanos - toldAtNanos >= SILENCE.toNanos();
    }

    private void tellSum(String what, long nowNanos) {
        tell(what + untold + " bytes were dropped: " + reason, nowNanos);
        isBeginTold = false;
        untold = 0;
    }

    private void tell(String text, long nowNanos) {
        isEverTold = true;
        toldAtNanos = nowNanos;
        complain.accept(text);
    }
}
