package org.supervisor.server.os;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A process of root that becomes nobody, opens a port below 1024, and starts a program that shows its capabilities. */
final class PrivilegedPort {
    private PrivilegedPort() {}

    static void main(String[] args) throws Exception {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            System.out.println("classes are loaded, port " + (any.getLocalPort() > 0));
        }
        Account nobody = Accounts.resolve(Optional.of("nobody"), Optional.empty());
        Runnable change = () -> Daemon.become(nobody);
        if (List.of(args).contains("keeping")) {
            Capabilities.keepingPorts(change);
        } else {
            change.run();
        }
        System.out.println("uid " + Unistd.geteuid());
        System.out.println(opens());
        Files.readAllLines(Path.of("/proc/thread-self/status")).stream()
                .filter(line -> line.startsWith("CapPrm"))
                .forEach(line -> System.out.println("own " + line));
        if (List.of(args).contains("handed")) {
            System.out.println("handed on " + Capabilities.handOnPorts());
            showThoseOfPrograms();
            Capabilities.keepPortsToOurselves();
            System.out.println("kept");
        }
        showThoseOfPrograms();
    }

    private static void showThoseOfPrograms() throws IOException, InterruptedException {
        new ProcessBuilder("grep", "-E", "CapEff|CapPrm|CapAmb", "/proc/self/status")
                .inheritIO()
                .start()
                .waitFor();
    }

    private static String opens() {
        for (int port = 1023; port > 900; port--) {
            try (ServerSocket socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return "opened";
            } catch (IOException takenOrRefused) {
                // the next one
            }
        }
        return "refused";
    }
}
