package org.supervisor.server.engine;

import java.util.concurrent.CompletableFuture;
import org.supervisor.api.FaultCode;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.State;

/** Writes to the standard input of processes. Confined to the loop's thread. */
final class StandardInput {
    private final Requests requests;
    private final ProcessEntries entries;

    StandardInput(Requests requests, ProcessEntries entries) {
        this.requests = requests;
        this.entries = entries;
    }

    /** Writes all or nothing, once no launch is under way. Fails with NOT_RUNNING, FAILED or NO_FILE. */
    CompletableFuture<Void> send(ManagedProcess process, String asked, byte[] data) {
        return requests.whenLaunched(process).thenRun(() -> write(process, asked, data));
    }

    private void write(ManagedProcess process, String asked, byte[] data) {
        boolean takesInput = process.state() instanceof State.Starting || process.state() instanceof State.Running;
        if (!takesInput) {
            throw new RefusedException(FaultCode.NOT_RUNNING, asked);
        }
        ChildInput input = entries.of(process).io().input();
        switch (input.write(data)) {
            case TAKEN -> {}
            case FULL ->
                throw new RefusedException(
                        FaultCode.FAILED,
                        asked + " does not read its standard input: " + input.waiting() + " bytes wait, and "
                                + data.length + " more would exceed " + ChildInput.MOST_WAITING
                                + "; nothing of them was taken, send them when it has read");
            case CLOSED -> throw new RefusedException(FaultCode.NO_FILE, asked);
        }
    }
}
