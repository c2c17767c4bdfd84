package org.supervisor.server.rpc;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.supervisor.server.engine.ProcessView;
import org.supervisor.server.process.ProcessName;

/** Makes the structs that {@code getProcessInfo} answers, and keeps what need not be written anew. Any thread. */
final class ProcessInfos {
    private final Map<ProcessName, ProcessInfo.Written> kept = new ConcurrentHashMap<>();

    /** One process. */
    @SuppressWarnings("ReferenceEquality") // a view that was published anew is another one
    ProcessInfo of(ProcessView view, Instant now) {
        ProcessInfo.Written written = kept.get(view.name());
        if (written == null || written.view() != view) {
            written = ProcessInfo.Written.of(view);
            kept.put(view.name(), written);
        }
        return new ProcessInfo(written, now);
    }

    /** All processes there are; what is kept of others is let go. */
    List<ProcessInfo> ofAll(List<ProcessView> views, Instant now) {
        List<ProcessInfo> infos = views.stream().map(view -> of(view, now)).toList();
        if (kept.size() > 2 * infos.size()) {
            kept.clear();
        }
        return infos;
    }
}
