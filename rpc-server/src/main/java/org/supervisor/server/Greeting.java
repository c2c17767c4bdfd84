package org.supervisor.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.supervisor.api.Takeover;
import org.supervisor.server.config.HttpSpec;
import org.supervisor.server.config.SupervisorSpec;
import org.supervisor.server.os.Daemon;
import org.supervisor.server.process.GroupSpec;
import org.supervisor.server.process.NativeText;

/** Shows how to control a daemon that is started by hand. */
final class Greeting {
    /** The console's default address. */
    private static final String DEFAULT_ADDRESS = "http://127.0.0.1:9505";

    /** Addresses to listen on that cannot be connected to. */
    private static final Set<String> ALL_OF_IPV4 = Set.of("", "*", "0.0.0.0");

    private Greeting() {}

    static void print(Invocation invocation, SupervisorSpec spec, List<Integer> ports, Optional<Takeover> takeover) {
        List<String> programs = spec.groups().stream()
                .map(GroupSpec::processes)
                .flatMap(List::stream)
                .map(program -> program.name().toString())
                .toList();
        Console.print("Supervisor RPC " + Program.version() + " supervises " + programs.size()
                + (programs.size() == 1 ? " program of " : " programs of ") + NativeText.of(invocation.configuration())
                + ", pid " + Daemon.pid() + ".");
        takeover.ifPresent(found -> Console.print("It " + found.description() + "."));
        String name = programs.isEmpty() ? "NAME" : programs.getFirst();
        address(spec.servers(), ports)
                .map(address -> commands(address, name))
                .orElse(List.of("It does not listen, so nothing but signals can control it; Ctrl-C stops it and all"
                        + " its programs."))
                .forEach(Console::print);
    }

    /** How a client on this machine reaches the first TCP server, or else the first socket; empty without a server. */
    static Optional<String> address(List<HttpSpec> servers, List<Integer> ports) {
        Optional<String> tcp = servers.stream()
                .filter(HttpSpec.Tcp.class::isInstance)
                .map(server -> ((HttpSpec.Tcp) server).scheme() + host(((HttpSpec.Tcp) server).host()))
                .findFirst()
                .filter(_ -> !ports.isEmpty())
                .map(address -> address + ":" + ports.getFirst());
        return tcp.or(() -> servers.stream()
                .filter(HttpSpec.Unix.class::isInstance)
                .map(server -> "unix://" + NativeText.of(((HttpSpec.Unix) server).file()))
                .findFirst());
    }

    private static String host(String listening) {
        if (ALL_OF_IPV4.contains(listening)) {
            return "127.0.0.1";
        }
        String plain = listening.equals("::") || listening.equals("[::]") ? "::1" : listening;
        return plain.contains(":") && !plain.startsWith("[") ? "[" + plain + "]" : plain;
    }

    static List<String> commands(String address, String name) {
        String console = "bin/supctl " + (address.equals(DEFAULT_ADDRESS) ? "" : "-s " + address + " ");
        boolean tcp = address.startsWith("http");
        List<String> lines = new ArrayList<>();
        lines.add("It listens at " + address + (tcp ? "/RPC2" : "") + ". To control it from another terminal:");
        lines.add("  " + console + "status");
        lines.add("  " + console + "stop " + name);
        if (tcp) {
            lines.add("  python3 -c \"import xmlrpc.client; print(xmlrpc.client.ServerProxy('" + address
                    + "/RPC2').stat_process('" + name + "'))\"");
        }
        lines.add("Ctrl-C, or " + console + "shutdown, stops it and all its programs.");
        return lines;
    }
}
