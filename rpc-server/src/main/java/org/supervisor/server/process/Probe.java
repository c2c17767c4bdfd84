package org.supervisor.server.process;

import java.util.OptionalInt;
import org.apiguardian.api.API;

/** A check that is made again and again to find out whether a program works. */
@API(status = API.Status.EXPERIMENTAL)
public sealed interface Probe extends ReadyRule, AliveRule {
    /**
     * A command that exits with 0 if the program works.
     *
     * @param command a line of shell
     */
    record Exec(String command) implements Probe {
        @Override
        public String text() {
            return "exec " + command;
        }
    }

    /**
     * A TCP port that accepts connections.
     *
     * @param host a name or an address, an IPv6 address without brackets
     */
    record Tcp(String host, int port) implements Probe {
        @Override
        public String text() {
            return "tcp " + address(host, port);
        }
    }

    /**
     * A GET request that is answered with one of some statuses; a redirection is not followed.
     *
     * @param host a name or an address, an IPv6 address without brackets
     * @param target path and query, from the first slash
     * @param from the least status
     * @param to the greatest status
     */
    record Http(String host, int port, String target, int from, int to) implements Probe {
        @Override
        public String text() {
            return "http://" + address(host, port) + target;
        }
    }

    /**
     * A TCP port on which one of its own processes listens.
     *
     * @param port empty: any
     */
    record Listening(OptionalInt port) implements Probe {
        @Override
        public String text() {
            return "listening";
        }
    }

    private static String address(String host, int port) {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
