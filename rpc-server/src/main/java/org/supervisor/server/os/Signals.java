package org.supervisor.server.os;

import java.util.function.Consumer;
import org.supervisor.api.Signal;
import sun.misc.SignalHandler;

/**
 * Signals to this process. By {@code sun.misc.Signal} (module jdk.unsupported), the one way that works beside a running
 * JVM. USR2 belongs to the JVM unless it was started with {@code _JAVA_SR_SIGNUM} set to another number; QUIT is its
 * thread dump and cannot be had. Equal signals that come close together arrive as one.
 */
public final class Signals {
    private static final String PREFIX = "SIG";

    private Signals() {}

    /**
     * From now on {@code handler} is called instead of what the signal did before.
     *
     * @param handler called on a thread of the JVM's; must return soon
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
