package org.supervisor.server.config;

/**
 * The login of an HTTP server.
 *
 * @param user the user's name
 * @param password in clear, or its hash after {@code {bcrypt}} or {@code {SHA}}
 */
public record Credentials(String user, String password) {
    /** Without the password: this may end up in a log. */
    @Override
    public String toString() {
        return "Credentials[" + user + "]";
    }
}
