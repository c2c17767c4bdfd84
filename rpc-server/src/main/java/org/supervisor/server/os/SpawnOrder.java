package org.supervisor.server.os;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongConsumer;

/**
 * What to launch, after all look-ups.
 *
 * @param argv the program's arguments; the first is the name under which the program runs. When the account
 *     differs from ours the program is shown {@code executable} instead
 * @param executable the file to run; a relative path is looked up from the working directory
 * @param environment the whole environment, each {@code NAME=value}
 * @param attributes what the process gets instead of inheriting it
 * @param stdio its descriptors 0, 1 and 2
 * @param beforeSpawn gets the inode of the pipe that will be the process's standard output, on the spawner's thread, when
 *     nothing but the launch itself is left to do; what it throws is the failure of the launch; empty: nobody
 * @param mark what it and its descendants are known by; empty: nothing
 */
public record SpawnOrder(
        List<String> argv,
        String executable,
        List<String> environment,
        Attributes attributes,
        Stdio stdio,
        Optional<LongConsumer> beforeSpawn,
        Optional<TreeMark> mark) {
    public SpawnOrder {
        argv = List.copyOf(argv);
        environment = List.copyOf(environment);
        if (argv.isEmpty()) {
            throw new IllegalArgumentException("argv is empty, expected at least the program's name");
        }
    }

    /** An order of which nobody hears before it is carried out. */
    public SpawnOrder(
            List<String> argv, String executable, List<String> environment, Attributes attributes, Stdio stdio) {
        this(argv, executable, environment, attributes, stdio, Optional.empty(), Optional.empty());
    }

    /** Looks up what an order needs, and creates it. May block, so it is called on the spawner's thread. */
    @FunctionalInterface
    public interface Source {
        /**
         * The order.
         *
         * @throws IOException nothing can be launched; the message says why
         * @throws UnknownAccount there is no such user or group
         */
        SpawnOrder order() throws IOException;
    }

    /**
     * What a process gets instead of inheriting it from the daemon.
     *
     * @param directory the working directory; absent or an empty text: ours
     * @param umask 0 to 0777; empty: ours
     * @param niceness added to ours, -20 to 19; the kernel keeps the sum within -20 to 19
     * @param account the user to become; empty: ours
     * @param limits those that are not ours
     * @param pidVariable a variable that gets its pid; empty: none
     * @param cgroup the file to which it is written to be in a cgroup; empty: it is in ours
     */
    public record Attributes(
            Optional<String> directory,
            OptionalInt umask,
            int niceness,
            Optional<Account> account,
            List<ResourceLimit> limits,
            Optional<String> pidVariable,
            Optional<String> cgroup) {
        /** Everything is inherited. */
        public static final Attributes INHERITED =
                new Attributes(Optional.empty(), OptionalInt.empty(), 0, Optional.empty(), List.of());

        /** Without a variable for its pid, in our cgroup. */
        public Attributes(
                Optional<String> directory,
                OptionalInt umask,
                int niceness,
                Optional<Account> account,
                List<ResourceLimit> limits) {
            this(directory, umask, niceness, account, limits, Optional.empty(), Optional.empty());
        }

        public Attributes {
            directory = directory.filter(path -> !path.isEmpty());
            limits = List.copyOf(limits);
        }
    }

    /**
     * How the standard descriptors are connected.
     *
     * @param mergeStderr whether stderr shares stdout's pipe
     * @param survivesDaemon whether the child must not notice that the daemon is gone, because another will take its
     *     pipes over: it holds both ends of each. Otherwise it then reads the end of its stdin, and gets SIGPIPE or
     *     EPIPE when it writes
     * @param wantsStdin whether a descriptor for writing to the stdin of a child that survives the daemon is returned
     *     and kept. Without it the child has an open and empty stdin all the same, to be opened by
     *     {@link Descriptors#openStdinOf} when it is needed. For any other child it is always kept, if there are
     *     descriptors enough
     * @param stdinFd a descriptor to be the child's 0 instead, such as a listening socket; it stays open here
     */
    public record Stdio(boolean mergeStderr, boolean survivesDaemon, boolean wantsStdin, OptionalInt stdinFd) {}
}
