package org.supervisor.server.os;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.supervisor.api.Signal;
import sun.misc.SignalHandler;

/**
 * Signals to this process. By {@code sun.misc.Signal} (module jdk.unsupported), the one way that works beside a running
 * JVM. USR2 belongs to the JVM unless it was started with {@code _JAVA_SR_SIGNUM} set to another number; QUIT is its
 * thread dump and cannot be handled. Equal signals that come close together arrive as one.
 */
public final class Signals {
    private static final String PREFIX = "SIG";

    /**
     * They end a process that does not expect them, and there is no reason to send them to us; the real-time ones are
     * added.
     */
    private static final List<String> UNEXPECTED =
            List.of("USR1", "USR2", "ALRM", "STKFLT", "XCPU", "VTALRM", "PROF", "IO", "PWR");

    private static final int FIRST_REAL_TIME = 34;

    private Signals() {}

    /**
     * Ignores signals that would end this process and that it has no use for. Those that report a fault of its own keep
     * their effect, and those that the JVM or we handle keep their handlers; children do not inherit any of it.
     */
    public static void ignoreUnexpected() {
        Stream.concat(
                        UNEXPECTED.stream().map(name -> Signal.parse(name).orElseThrow()),
                        IntStream.rangeClosed(FIRST_REAL_TIME, SysSignal.HIGHEST)
                                .mapToObj(Signal::new))
                .forEach(signal -> SysSignal.ignoreUnlessHandled(signal.number()));
    }

    /**
     * Sets the handler of a signal, in place of its previous effect.
     *
     * @param handler called on a thread of the JVM; must return soon
     * @return whether the JVM allows it
     */
    public static boolean handle(Signal signal, Consumer<Signal> handler) {
        try {
            sun.misc.Signal name = new sun.misc.Signal(signal.longName().substring(PREFIX.length()));
            SignalHandler ours = _ -> handler.accept(signal);
            if (SignalHandler.SIG_IGN.equals(sun.misc.Signal.handle(name, ours))) {
                // the JVM leaves HUP, INT and TERM ignored if it was started so (nohup, a shell's &); we do not
                SysSignal.setDefault(signal.number());
                sun.misc.Signal.handle(name, ours);
            }
            return true;
        } catch (IllegalArgumentException taken) {
            return false;
        }
    }
}
