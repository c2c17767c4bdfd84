package org.supervisor.server.engine;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.supervisor.server.os.Account;
import org.supervisor.server.os.UnknownAccount;
import org.supervisor.server.output.MainLog;
import org.supervisor.server.process.GroupSpec;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.ProcessGroup;
import org.supervisor.server.process.ProcessName;
import org.supervisor.server.process.SocketSpec;

/**
 * The listening sockets of FastCGI groups. A group has one; it is made when the first of its processes is launched, and
 * closed when the last has gone. Confined to the loop's thread.
 */
final class SharedSockets implements AutoCloseable {
    private final Map<String, Shared> byGroup = new HashMap<>();
    private final Kernel kernel;
    private final MainLog log;

    SharedSockets(Kernel kernel, MainLog log) {
        this.kernel = kernel;
        this.log = log;
    }

    /**
     * A group has become active. Makes its socket once, if it is to have one, so that a mistake is told now and not only
     * when somebody starts it.
     */
    void groupAdded(ProcessGroup group) {
        if (group.spec().kind() instanceof GroupSpec.Kind.FastCgi(SocketSpec spec)) {
            Shared shared = new Shared(spec);
            byGroup.put(group.name(), shared);
            try {
                shared.take(owner(group));
                shared.giveBack();
            } catch (IOException | UnknownAccount problem) {
                log.error(problem.getMessage());
            }
        }
    }

    /** A group is no longer active. */
    void groupRemoved(ProcessGroup group) {
        byGroup.remove(group.name());
    }

    /**
     * A process is about to be launched. What is taken has to be given back once.
     *
     * @param account whom it will run as; empty: as we are
     * @return the descriptor to be its standard input; empty unless its group has a socket
     * @throws IOException the socket cannot be made; nothing was taken
     */
    OptionalInt take(ProcessName name, Optional<Account> account) throws IOException {
        Shared shared = byGroup.get(name.group());
        return shared == null ? OptionalInt.empty() : OptionalInt.of(shared.take(account));
    }

    /** A process has gone, or could not be launched. */
    void giveBack(ProcessName name) {
        Shared shared = byGroup.get(name.group());
        if (shared != null) {
            shared.giveBack();
        }
    }

    @Override
    public void close() {
        byGroup.values().forEach(Shared::close);
        byGroup.clear();
    }

    /** The members of such a group are copies of one program. */
    private Optional<Account> owner(ProcessGroup group) {
        return group.processes().stream()
                .map(ManagedProcess::spec)
                .filter(spec -> spec.user().isPresent())
                .findFirst()
                .map(spec -> kernel.account(spec.user(), spec.userGroup()));
    }

    /** The socket of one group. */
    private final class Shared {
        private final SocketSpec spec;
        private OptionalInt socket = OptionalInt.empty(); // its descriptor
        private int users;

        private Shared(SocketSpec spec) {
            this.spec = spec;
        }

        int take(Optional<Account> account) throws IOException {
            if (socket.isEmpty()) {
                socket = OptionalInt.of(open(account));
            }
            users++;
            return socket.getAsInt();
        }

        void giveBack() {
            users--;
            if (users == 0) {
                close();
            }
        }

        void close() {
            socket.ifPresent(open -> {
                log.info("Closing socket " + spec.url());
                kernel.close(open);
            });
            socket = OptionalInt.empty();
        }

        private int open(Optional<Account> account) throws IOException {
            log.info("Creating socket " + spec.url());
            try {
                return kernel.listen(spec, account);
            } catch (IOException problem) {
                throw new IOException(
                        "Could not create FastCGI socket " + spec.url() + ": " + problem.getMessage(), problem);
            }
        }
    }
}
