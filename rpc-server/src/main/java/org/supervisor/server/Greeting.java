package org.supervisor.server;

import java.util.List;
import org.supervisor.server.config.HttpSpec;
import org.supervisor.server.config.SupervisorSpec;
import org.supervisor.server.os.Daemon;
import org.supervisor.server.process.GroupSpec;
import org.supervisor.server.process.NativeText;

/** Tells whoever started the daemon by hand how to talk to it. */
final class Greeting {
    private Greeting() {}

    static void print(Invocation invocation, SupervisorSpec spec, List<Integer> ports) {
        long programs = spec.groups().stream()
                .map(GroupSpec::programs)
                .mapToLong(List::size)
                .sum();
        String host = spec.servers().stream()
                .filter(HttpSpec.Tcp.class::isInstance)
                .map(server -> ((HttpSpec.Tcp) server).host())
                .findFirst()
                .filter(name -> !name.isEmpty())
                .orElse("127.0.0.1");
        int port = ports.isEmpty() ? 0 : ports.getFirst();
        String name = spec.groups().stream()
                .flatMap(group -> group.programs().stream())
                .map(program -> program.name().toString())
                .findFirst()
                .orElse("NAME");
        Console.print("Supervisor RPC " + Program.version() + " supervises " + programs + " programs of "
                + NativeText.of(invocation.configuration()) + ", pid " + Daemon.pid() + ".");
        Console.print("It listens at http://" + host + ":" + port + "/RPC2. Talk to it from another terminal:");
        Console.print("  bin/supctl status");
        Console.print("  bin/supctl --stop " + name);
        Console.print("  python3 -c \"import xmlrpc.client; print(xmlrpc.client.ServerProxy('http://" + host + ":"
                + port + "/RPC2').stat_process('" + name + "'))\"");
        Console.print("Ctrl-C, or stop_supervisor, ends it and all its programs.");
    }
}
