package org.supervisor.server.config;

/**
 * TLS at a TCP port.
 *
 * @param files where its keys and certificates are
 * @param material what they held when the configuration was read
 * @param clientAuth whether clients need a certificate; without a CA for clients it has no effect
 */
public record TlsSpec(TlsFiles files, TlsMaterial material, ClientAuth clientAuth) {
    /** What a client has to show. */
    public enum ClientAuth {
        /** A certificate of a CA that is accepted. */
        REQUIRED,
        /** If it has a certificate it is looked at; without one, the client may go on. */
        WANTED
    }
}
