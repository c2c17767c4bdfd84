package org.supervisor.server.process;

import com.google.re2j.Pattern;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apiguardian.api.API;

/** A check that is repeated to find out whether a program works. */
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

    /** An address that accepts connections. */
    record Connection(Endpoint endpoint) implements Probe {
        @Override
        public String text() {
            return switch (endpoint) {
                case Endpoint.Tcp tcp -> "tcp " + tcp.text();
                case Endpoint.Tls tls -> "tls " + tls.text();
                case Endpoint.Unix unix -> unix.text();
            };
        }
    }

    /**
     * A TCP port that accepts connections.
     *
     * @param host a name or an address, an IPv6 address without brackets
     */
    static Connection tcp(String host, int port) {
        return new Connection(new Endpoint.Tcp(host, port));
    }

    /**
     * A GET request that is answered as expected; a redirection is not followed.
     *
     * @param target path and query, from the first slash
     * @param headers those that are sent besides the usual ones, or in place of them
     */
    record Http(Endpoint endpoint, String target, List<Header> headers, Expected expected) implements Probe {
        public Http {
            headers = List.copyOf(headers);
        }

        /** A header of a request. */
        public record Header(String name, String value) {}

        /**
         * The answer that is expected.
         *
         * @param from the least status
         * @param to the greatest status
         * @param pattern a regular expression of RE2 that is found in the first 64 KiB of the body; empty: any body will do
         */
        public record Expected(int from, int to, Optional<String> pattern) {
            public Expected {
                pattern.ifPresent(Pattern::compile); // throws if it is none
            }
        }

        @Override
        public String text() {
            return switch (endpoint) {
                case Endpoint.Tcp tcp -> "http://" + tcp.text() + target;
                case Endpoint.Tls tls -> "https://" + tls.text() + target;
                case Endpoint.Unix unix -> "http://" + unix.text() + ":" + target;
            };
        }
    }

    /**
     * A GET request that is answered with one of some statuses.
     *
     * @param host a name or an address, an IPv6 address without brackets
     * @param target path and query, from the first slash
     * @param from the least status
     * @param to the greatest status
     */
    static Http http(String host, int port, String target, int from, int to) {
        return new Http(new Endpoint.Tcp(host, port), target, List.of(), new Http.Expected(from, to, Optional.empty()));
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
}
