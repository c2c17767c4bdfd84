package org.supervisor.server.output;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Sends each line to syslog. */
final class SyslogTap implements Stage {
    private final Lines lines = new Lines();
    private final ChildStream source;
    private final Taps taps;

    SyslogTap(ChildStream source, Taps taps) {
        this.source = source;
        this.taps = taps;
    }

    @Override
    public void accept(ByteBuffer text) {
        lines.accept(text, this::send);
    }

    @Override
    public void end() {
        lines.end(this::send);
    }

    private void send(ByteBuffer line, int taken, boolean goesOn) {
        taps.syslog(
                source.name(),
                source.stream(),
                StandardCharsets.UTF_8.decode(line).toString());
    }
}
