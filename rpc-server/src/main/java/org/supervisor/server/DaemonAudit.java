package org.supervisor.server;

import java.util.List;
import java.util.Optional;
import org.supervisor.api.Signal;
import org.supervisor.server.audit.AuditLog;
import org.supervisor.server.config.DaemonSpec;
import org.supervisor.server.config.SupervisorSpec;
import org.supervisor.server.engine.Audit;
import org.supervisor.server.engine.AuditEntry;
import org.supervisor.server.engine.Caller;
import org.supervisor.server.engine.Origin;
import org.supervisor.server.os.Daemon;
import org.supervisor.server.output.MainLog;
import org.supervisor.server.process.NativeText;
import org.supervisor.server.process.TimeSource;
import org.supervisor.server.rpc.RpcEndpoint;

/** What the audit log has of the daemon itself: its begin, its end, and signals. Any thread. */
final class DaemonAudit implements AutoCloseable {
    private final Audit audit;
    private String end = "start failed";

    private DaemonAudit(Audit audit) {
        this.audit = audit;
    }

    /** Begins the log, if there is to be one. */
    static DaemonAudit begin(SupervisorSpec spec, MainLog log, TimeSource time) {
        Optional<DaemonSpec.Audit> wanted = spec.daemon().log().audit();
        DaemonAudit audit = new DaemonAudit(wanted.isEmpty() ? Audit.NONE : open(wanted.get(), log, time));
        audit.add(
                AuditEntry.Kind.START,
                Origin.OURSELVES,
                "supervisor",
                List.of(Program.version(), "pid " + Daemon.pid(), NativeText.of(spec.file())));
        return audit;
    }

    private static Audit open(DaemonSpec.Audit wanted, MainLog log, TimeSource time) {
        return new AuditLog(
                new AuditLog.Settings(wanted.file(), wanted.maxBytes(), wanted.backups(), wanted.refusesChanges()),
                time,
                log::log);
    }

    /** The same endpoint, which has changes and refusals written down from now on. */
    RpcEndpoint auditing(RpcEndpoint endpoint) {
        endpoint.auditTo(audit);
        return endpoint;
    }

    /** A signal has come that the daemon obeys. */
    void signal(Signal signal) {
        add(AuditEntry.Kind.SIGNAL, Caller.of(signal).origin(), signal.longName(), List.of());
    }

    /** Why it ends, in a word. */
    void endsBy(String reason) {
        end = reason;
    }

    private void add(AuditEntry.Kind kind, Origin origin, String what, List<String> arguments) {
        if (audit.isOn()) {
            var _ = audit.add(AuditEntry.done(kind, origin, what, arguments));
        }
    }

    @Override
    public void close() {
        add(AuditEntry.Kind.END, Origin.OURSELVES, end, List.of());
        audit.close();
    }
}
