package org.supervisor.server.engine;

import org.supervisor.server.output.MainLog;
import org.supervisor.server.output.Stream;
import org.supervisor.server.output.Taps;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.ProcessGroup;
import org.supervisor.server.process.ProcessName;
import org.supervisor.server.process.State;
import org.supervisor.server.process.TimeSource;

final class Listeners implements Tidings, Taps {
    Listeners(String identifier, EventLoop loop, Slots slots, MainLog log, TimeSource time) {}

    void begin() {}

    void groupAdded(ProcessGroup group) {}

    void groupRemoved(ProcessGroup group) {}

    void stopping() {}

    void remote(String type, String data) {}

    @Override
    public void stateChanged(ManagedProcess process, State from, State to) {}

    @Override
    public void log(ProcessName name, int pid, Stream stream, byte[] data) {}

    @Override
    public void communication(ProcessName name, int pid, Stream stream, byte[] data) {}

    @Override
    public void syslog(ProcessName name, Stream stream, String line) {}

    @Override
    public boolean wantsCopies() {
        return false;
    }

    @Override
    public void copy(ProcessName name, Stream stream, byte[] data) {}
}
