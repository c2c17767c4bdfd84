package org.supervisor.server.config;

/**
 * The login of an HTTP server.
 *
 * @param user the user's name
 * @param password in clear, or {@code {SHA}} and the hexadecimal SHA-1 of it
 */
public record Credentials(String user, String password) {
    /** Without the password: this may end up in a log. */
    @Override
    public String toString() {
        return "Credentials[" + user + "]";
    }
}
