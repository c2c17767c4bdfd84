package org.supervisor.server.engine;

import org.supervisor.api.LogLevel;
import org.supervisor.api.Signal;
import org.supervisor.server.output.MainLog;
import org.supervisor.server.process.Child;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.Transition;

/** Writes transitions and kills to the main log. Loop's thread. */
final class MainLogLines implements Aspect {
    private final MainLog log;

    MainLogLines(MainLog log) {
        this.log = log;
    }

    @Override
    public void changed(Transition transition) {
        for (LogMessages.Line line :
                LogMessages.of(transition.process(), transition.from(), transition.cause(), transition.to())) {
            log.log(line.level(), line.text());
        }
    }

    @Override
    public void signalled(ManagedProcess process, Child child, Signal signal, Child.Delivery delivery) {
        if (signal.equals(Signal.KILL)) {
            log.log(LogLevel.WARN, "killing '" + process.name().process() + "' (" + child.pid() + ") with SIGKILL");
        }
        if (delivery == Child.Delivery.DENIED) {
            log.log(
                    LogLevel.CRITICAL,
                    "cannot send " + signal + " to '" + process.name().process() + "' (" + child.pid()
                            + "): the kernel does not permit it");
        }
    }
}
