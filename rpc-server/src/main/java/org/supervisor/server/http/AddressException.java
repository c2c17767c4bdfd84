package org.supervisor.server.http;

import java.io.IOException;
import org.supervisor.server.config.HttpSpec;

/** A listener could not be opened at its address; the cause says why. */
final class AddressException extends IOException {
    private static final long serialVersionUID = 1;

    private final String address;

    AddressException(HttpSpec.Tcp tcp, IOException cause) {
        super(cause.getMessage(), cause);
        String host = tcp.host().isEmpty() ? "*" : tcp.host();
        this.address = (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + tcp.port();
    }

    /** Host and port, as configured. */
    String address() {
        return address;
    }
}
