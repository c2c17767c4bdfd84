package org.supervisor.server.engine;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import org.supervisor.server.os.Account;
import org.supervisor.server.os.ChildIdentity;
import org.supervisor.server.os.Handover;
import org.supervisor.server.output.MainLog;
import org.supervisor.server.process.Event;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.ProcessGroup;
import org.supervisor.server.process.ProcessName;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.ProgramSpec;
import org.supervisor.server.process.SocketSpec;
import org.supervisor.server.process.Transition;

/**
 * The listening sockets of FastCGI groups. A group has one; it is created when the first of its processes is launched, and
 * closed when the last has gone. Confined to the loop's thread, but that the spawner's thread creates it: a look-up of its owner
 * or of its host may block.
 */
final class FastCgiSockets implements Aspect, AutoCloseable {
    private final Map<String, Shared> byGroup = new HashMap<>();
    private final Kernel kernel;
    private final Kernel.Spawner spawner;
    private final MainLog log;
    private final Function<ProcessName, Optional<ChildIdentity>> left;
    private Handover handed = new Handover();

    /** @param left the child of an earlier daemon that a process is to go on with, and which has the socket */
    FastCgiSockets(
            Kernel kernel, Kernel.Spawner spawner, MainLog log, Function<ProcessName, Optional<ChildIdentity>> left) {
        this.kernel = kernel;
        this.spawner = spawner;
        this.log = log;
        this.left = left;
    }

    /** Goes on with the sockets that another build in this process has handed over. */
    void inherit(Handover handover) {
        handed = handover;
    }

    /** Hands over the sockets that are in use. */
    void handOver(Handover handover) {
        byGroup.forEach((group, shared) -> handover.add(name(group, shared.spec), shared.socket()));
    }

    private static String name(String group, SocketSpec spec) {
        return "fastcgi socket of " + group + " at " + spec.url();
    }

    /** Whether a group has its socket or needs none, so that processes of it that run can go on. */
    boolean hasAllFor(String group) {
        Shared shared = byGroup.get(group);
        return shared == null || shared.socket().isPresent();
    }

    /** Creates the socket of a group once, if it is to have one, so that a mistake is reported before the first launch. */
    @Override
    public void added(ProcessGroup group) {
        if (group.spec().kind() instanceof ProgramSpec.Kind.FastCgi(SocketSpec spec)) {
            Shared shared = new Shared(spec);
            byGroup.put(group.name(), shared);
            OptionalInt known = handed.descriptor(name(group.name(), spec));
            shared.has(known.isPresent() ? known : take(group, spec));
            if (shared.socket().isEmpty()) {
                Optional<ProcessSpec> owning = owning(group);
                spawner.execute(() -> shared.check(owning));
            }
        }
    }

    /** The socket as it is, with the connections that wait at it: of whichever process of the group still has it. */
    private OptionalInt take(ProcessGroup group, SocketSpec spec) {
        return group.processes().stream()
                .flatMap(process -> left.apply(process.name()).stream())
                .mapToInt(child -> kernel.listeningSocketOf(child, spec))
                .filter(socket -> socket >= 0)
                .findFirst();
    }

    @Override
    public void removed(ProcessGroup group) {
        byGroup.remove(group.name());
    }

    /** The socket becomes the standard input of each process of its group. */
    @Override
    public void equip(ManagedProcess process, LaunchPlan plan) {
        Shared shared = byGroup.get(process.name().group());
        if (shared != null) {
            plan.before(() -> plan.stdin(shared.descriptor(plan.account())));
            shared.users.add(process);
        }
    }

    @Override
    public void changed(Transition transition) {
        Shared shared = byGroup.get(transition.process().name().group());
        if (shared == null) {
            return;
        }
        if (!transition.to().mayHaveProcess()) {
            shared.giveBack(transition.process());
        } else if (transition.cause() instanceof Event.Resumed
                && shared.socket().isPresent()) {
            shared.users.add(transition.process());
        }
    }

    @Override
    public void close() {
        byGroup.values().forEach(Shared::close);
        byGroup.clear();
    }

    /** The members of such a group are copies of one program. */
    private static Optional<ProcessSpec> owning(ProcessGroup group) {
        return group.processes().stream()
                .map(ManagedProcess::spec)
                .filter(spec -> spec.user().isPresent())
                .findFirst();
    }

    /** The socket of one group. */
    private final class Shared {
        private final SocketSpec spec;
        private OptionalInt socket = OptionalInt.empty(); // its descriptor; guarded by this
        private final Set<ManagedProcess> users = new HashSet<>();

        private Shared(SocketSpec spec) {
            this.spec = spec;
        }

        synchronized OptionalInt socket() {
            return socket;
        }

        synchronized void has(OptionalInt descriptor) {
            socket = descriptor;
        }

        /** Creates the socket if there is none. On the spawner's thread; a process that is launched is a user of it. */
        int descriptor(Optional<Account> account) throws IOException {
            OptionalInt known = socket();
            if (known.isEmpty()) {
                known = OptionalInt.of(open(account));
                has(known);
            }
            return known.getAsInt();
        }

        /** Creates the socket and closes it. On the spawner's thread. */
        void check(Optional<ProcessSpec> owning) {
            try {
                descriptor(owning.map(spec -> kernel.account(spec.user(), spec.userGroup())));
                close();
            } catch (IOException | RuntimeException problem) {
                log.error(problem.getMessage());
            }
        }

        void giveBack(ManagedProcess process) {
            if (users.remove(process) && users.isEmpty()) {
                close();
            }
        }

        void close() {
            OptionalInt known = socket();
            has(OptionalInt.empty());
            known.ifPresent(open -> {
                log.info("Closing socket " + spec.url());
                kernel.close(open);
            });
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
