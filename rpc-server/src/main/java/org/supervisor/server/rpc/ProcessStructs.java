package org.supervisor.server.rpc;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.supervisor.server.engine.ProcessView;
import org.supervisor.server.process.ProcessName;

/** Makes the structs that {@code getProcessInfo} answers, and keeps what need not be written anew. Any thread. */
final class ProcessStructs {
    private final Map<ProcessName, ProcessStruct.Written> kept = new ConcurrentHashMap<>();

    /** One process. */
    @SuppressWarnings("ReferenceEquality") // a view that was published anew is another one
    ProcessStruct of(ProcessView view, Instant now) {
        ProcessStruct.Written written = kept.get(view.name());
        if (written == null || written.view() != view) {
            written = ProcessStruct.Written.of(view);
            kept.put(view.name(), written);
        }
        return new ProcessStruct(written, now);
    }

    /** All processes there are; what is kept of others is let go. */
    List<ProcessStruct> ofAll(List<ProcessView> views, Instant now) {
        List<ProcessStruct> infos = views.stream().map(view -> of(view, now)).toList();
        if (kept.size() > 2 * infos.size()) {
            kept.clear();
        }
        return infos;
    }
}
