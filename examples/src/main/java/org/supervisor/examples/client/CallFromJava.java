package org.supervisor.examples.client;

import java.net.URI;
import org.supervisor.client.SupervisorClient;
import org.supervisor.client.SupervisorException;

/**
 * Starts a program, asks for its status, reloads and stops it, as the samples in {@code examples/calling}. In a clone:
 * {@code java -cp dist/target/lib/supervisor.jar org.supervisor.examples.client.CallFromJava HOST PORT NAME}.
 */
public final class CallFromJava {
    private static final int ARGUMENTS = 3;

    private CallFromJava() {}

    /** Takes host, port and the name of a program. */
    public static void main(String[] args) {
        if (args.length != ARGUMENTS) {
            System.err.println("usage: CallFromJava HOST PORT NAME");
            System.exit(2);
        }
        URI uri = URI.create("http://" + args[0] + ":" + args[1] + "/RPC2");
        String name = args[2];
        try (SupervisorClient client = SupervisorClient.builder().uri(uri).build()) {
            System.out.println("start: " + client.start(name).word());
            System.out.println("stat: " + client.status(name).word());
            System.out.println("reload: " + client.reload(name).word());
            System.out.println("stop: " + client.stop(name).word());
        } catch (SupervisorException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }
}
