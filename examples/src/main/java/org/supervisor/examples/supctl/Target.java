package org.supervisor.examples.supctl;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.supervisor.client.SupervisorClient;

/**
 * Whom to talk to. The command line wins over the file, the file over the environment.
 *
 * @param url as people wrote it, for messages
 * @param username null: nobody
 */
record Target(String url, String username, String password, String prompt) {
    private static final String DEFAULT_HOST = "127.0.0.1";
    private static final String DEFAULT_PORT = "9505";

    static Target of(Arguments arguments, Map<String, String> environment) {
        String configuration = arguments.option("configuration");
        CtlFile file =
                configuration == null ? new CtlFile(Map.of()) : CtlFile.read(Path.of(configuration), environment);
        String user =
                first(arguments.option("username"), file.value("username"), environment.get("SUPERVISOR_USERNAME"));
        String password =
                first(arguments.option("password"), file.value("password"), environment.get("SUPERVISOR_PASSWORD"));
        return new Target(url(arguments, file, environment), user, password, first(file.value("prompt"), "supervisor"));
    }

    private static String url(Arguments arguments, CtlFile file, Map<String, String> environment) {
        String host = first(arguments.option("host"), arguments.option("address"));
        String port = arguments.option("port");
        if (arguments.option("serverurl") != null) {
            return arguments.option("serverurl");
        }
        if (host != null || port != null) {
            return "http://" + bracketed(first(host, DEFAULT_HOST)) + ":" + first(port, DEFAULT_PORT);
        }
        return first(
                file.value("serverurl"),
                environment.get("SUPERVISOR_SERVER_URL"),
                "http://" + DEFAULT_HOST + ":" + DEFAULT_PORT);
    }

    private static String bracketed(String host) {
        return host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
    }

    private static String first(String... candidates) {
        for (String candidate : candidates) {
            if (candidate != null && !candidate.isEmpty()) {
                return candidate;
            }
        }
        return null;
    }

    /** A client that waits for answers as long as it takes, for some programs take long to stop. */
    SupervisorClient client() {
        try {
            SupervisorClient.Builder builder =
                    SupervisorClient.builder().uri(new URI(url)).requestTimeout(Duration.ZERO);
            if (username != null) {
                builder.credentials(username, password == null ? "" : password);
            }
            return builder.build();
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
    }

    /** Where it is, as the original's messages have it. */
    String hostAndPort() {
        URI uri = URI.create(url);
        return "http".equals(uri.getScheme()) ? uri.getHost() + " on port " + uri.getPort() : url;
    }
}
