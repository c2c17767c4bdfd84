package org.supervisor.examples.supctl;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.supervisor.client.SupervisorClient;
import org.supervisor.server.process.NativeText;

/**
 * Which supervisor to connect to. The command line wins over the file, the file over the environment.
 *
 * @param url as the user wrote it, for messages
 * @param username empty: no login
 * @param token counts if no name is given
 * @param certificates for https
 */
record Target(
        String url,
        Optional<String> username,
        Optional<String> password,
        Optional<String> token,
        String prompt,
        Certificates certificates) {
    /**
     * Files for https.
     *
     * @param trusted those to trust; empty: those that Java trusts
     * @param own the one to present; empty: none
     * @param password of its file; empty: it has none
     */
    record Certificates(Optional<String> trusted, Optional<String> own, String password) {}

    /** Without a token. */
    Target(String url, Optional<String> username, Optional<String> password, String prompt, Certificates certificates) {
        this(url, username, password, Optional.empty(), prompt, certificates);
    }

    private static final String DEFAULT_HOST = "127.0.0.1";
    private static final String DEFAULT_PORT = "9505";
    private static final String DEFAULT_URL = "http://" + DEFAULT_HOST + ":" + DEFAULT_PORT;

    static Target of(Arguments arguments, Map<String, String> environment) {
        CtlFile file = arguments
                .option("configuration")
                .map(configuration -> CtlFile.read(NativeText.path(configuration), environment))
                .orElse(CtlFile.EMPTY);
        return new Target(
                url(arguments, file, environment),
                given(arguments.option("username"))
                        .or(() -> given(file.value("username")))
                        .or(() -> variable(environment, "SUPERVISOR_USERNAME")),
                given(arguments.option("password"))
                        .or(() -> given(file.password()))
                        .or(() -> variable(environment, "SUPERVISOR_PASSWORD")),
                given(arguments.option("token-file"))
                        .map(Target::tokenIn)
                        .or(() -> variable(environment, "SUPERVISOR_TOKEN")),
                given(file.value("prompt")).orElse("supervisor"),
                new Certificates(
                        given(arguments.option("cacert")),
                        given(arguments.option("cert")),
                        variable(environment, "SUPERVISOR_CERT_PASSWORD").orElse("")));
    }

    private static String tokenIn(String file) {
        try {
            return Files.readString(NativeText.path(file)).strip();
        } catch (IOException e) {
            throw new UsageException("the token cannot be read from " + file + ": " + e);
        }
    }

    private static String url(Arguments arguments, CtlFile file, Map<String, String> environment) {
        return arguments
                .option("serverurl")
                .or(() -> hostAndPort(arguments))
                .or(() -> given(file.value("serverurl")))
                .or(() -> variable(environment, "SUPERVISOR_SERVER_URL"))
                .orElse(DEFAULT_URL);
    }

    private static Optional<String> hostAndPort(Arguments arguments) {
        Optional<String> host = given(arguments.option("host")).or(() -> given(arguments.option("address")));
        Optional<String> port = arguments.option("port");
        return host.isEmpty() && port.isEmpty()
                ? Optional.empty()
                : Optional.of("http://" + bracketed(host.orElse(DEFAULT_HOST)) + ":"
                        + given(port).orElse(DEFAULT_PORT));
    }

    private static Optional<String> variable(Map<String, String> environment, String name) {
        return given(Optional.ofNullable(environment.get(name)));
    }

    /** An empty value counts as none. */
    private static Optional<String> given(Optional<String> value) {
        return value.filter(text -> !text.isEmpty());
    }

    private static String bracketed(String host) {
        return host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
    }

    /** Whether the address is the one that is tried when none is given. */
    boolean isDefault() {
        return url.equals(DEFAULT_URL);
    }

    /** A client that waits for answers as long as it takes, since some programs take long to stop. */
    SupervisorClient client() {
        try {
            SupervisorClient.Builder builder =
                    SupervisorClient.builder().uri(new URI(escaped(url))).requestTimeout(Duration.ZERO);
            token.filter(_ -> username.isEmpty()).ifPresent(builder::token);
            username.ifPresent(name -> builder.credentials(name, password.orElse("")));
            certificates.trusted().map(NativeText::path).ifPresent(builder::trustCertificates);
            certificates
                    .own()
                    .map(NativeText::path)
                    .ifPresent(file -> builder.clientCertificate(file, certificates.password()));
            return builder.build();
        } catch (URISyntaxException e) {
            throw new UsageException("the address is " + url
                    + ", which has a blank or another letter that no address has; expected http://host:port or"
                    + " unix:///path");
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
    }

    /** The bytes of a socket's name, which need not be UTF-8 and may be blanks and signs, as a URI has them. */
    private static String escaped(String url) {
        boolean isSocket = url.startsWith("unix:");
        if (!isSocket && NativeText.isAscii(url)) {
            return url;
        }
        StringBuilder ascii = new StringBuilder();
        for (byte b : NativeText.bytes(url)) {
            boolean isKept = b > 0 && (!isSocket || isInPaths((char) b));
            ascii.append(isKept ? String.valueOf((char) b) : String.format("%%%02X", b & 0xFF));
        }
        return ascii.toString();
    }

    private static boolean isInPaths(char c) {
        return Character.isLetterOrDigit(c) || "/._-~!$&'()*+,;=:@%".indexOf(c) >= 0;
    }

    /** The address, as the original's messages have it. */
    String hostAndPort() {
        URI uri = URI.create(escaped(url));
        return "http".equals(uri.getScheme()) ? uri.getHost() + " on port " + uri.getPort() : url;
    }
}
