package org.supervisor.server.engine;

import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.supervisor.api.LogLevel;
import org.supervisor.api.LogStream;
import org.supervisor.server.events.EventBus;
import org.supervisor.server.events.SupervisorEvent;
import org.supervisor.server.output.ChildStream;
import org.supervisor.server.output.MainLog;
import org.supervisor.server.output.OutputWatch;
import org.supervisor.server.output.Taps;
import org.supervisor.server.process.ProcessName;

/** Copies output to the further targets that a program's configuration names. Loop's thread. */
final class OutputTaps implements Taps {
    private final EventBus bus;
    private final MainLog log;
    private final Kernel kernel;

    private Function<ChildStream, OutputWatch> watches = _ -> OutputWatch.NONE;

    OutputTaps(EventBus bus, MainLog log, Kernel kernel) {
        this.bus = bus;
        this.log = log;
        this.kernel = kernel;
    }

    /** From now on this says who looks at a stream that begins. */
    void watchedBy(Function<ChildStream, OutputWatch> finder) {
        watches = finder;
    }

    @Override
    public OutputWatch watch(ChildStream source) {
        return watches.apply(source);
    }

    @Override
    public void log(ProcessName name, int pid, LogStream stream, byte[] data) {
        bus.publish(new SupervisorEvent.Logged(name, pid, stream, data));
    }

    @Override
    public void communication(ProcessName name, int pid, LogStream stream, byte[] data) {
        bus.publish(new SupervisorEvent.Communicated(name, pid, stream, data));
    }

    @Override
    public void syslog(ProcessName name, LogStream stream, String line) {
        kernel.syslog(name.process() + " " + line);
    }

    @Override
    public boolean wantsCopies() {
        return log.isShown(LogLevel.DEBUG);
    }

    @Override
    public void copy(ProcessName name, LogStream stream, byte[] data) {
        log.debug(
                "'" + name.process() + "' " + stream.word() + " output:\n" + new String(data, StandardCharsets.UTF_8));
    }
}
