package org.supervisor.server.engine;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Where it is written down who changed something, and who was refused. Any thread; nothing but {@link #close} blocks, nothing is thrown. */
public interface Audit extends AutoCloseable {
    /** Nothing is written down. */
    Audit NONE = new Audit() {
        @Override
        public boolean isOn() {
            return false;
        }

        @Override
        public Optional<String> obstacle() {
            return Optional.empty();
        }

        @Override
        public CompletableFuture<Void> add(AuditEntry entry) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void close() {}
    };

    /** Whether anything is written down. */
    default boolean isOn() {
        return true;
    }

    /** Why nothing may be changed at present: it could not be written down, and that is demanded. Empty: go on. */
    Optional<String> obstacle();

    /**
     * Writes something down.
     *
     * @return completes when the kernel has it, or when that cannot be waited for; never fails
     */
    CompletableFuture<Void> add(AuditEntry entry);

    /** Writes what is still to be written, for as long as that is likely to succeed. Blocks. */
    @Override
    void close();
}
