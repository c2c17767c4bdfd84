package org.supervisor.server.rpc;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.supervisor.server.engine.ProcessView;
import org.supervisor.server.process.ProcessName;

/** Creates the structs that {@code getProcessInfo} returns, and keeps what need not be written again. Any thread. */
final class ProcessStructs {
    private final Map<ProcessName, ProcessStruct.Written> kept = new ConcurrentHashMap<>();

    /** One process. */
    @SuppressWarnings("ReferenceEquality") // each published view is a new one
    ProcessStruct of(ProcessView view, Instant now) {
        ProcessStruct.Written written = kept.get(view.name());
        if (written == null || written.view() != view) {
            written = ProcessStruct.Written.of(view);
            kept.put(view.name(), written);
        }
        return new ProcessStruct(written, now);
    }

    /** All processes; what is kept of others is discarded. */
    List<ProcessStruct> ofAll(List<ProcessView> views, Instant now) {
        List<ProcessStruct> infos = views.stream().map(view -> of(view, now)).toList();
        if (kept.size() > 2 * infos.size()) {
            kept.clear();
        }
        return infos;
    }
}
