package org.supervisor.client;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.time.Duration;
import org.supervisor.client.NotReachableException.Reason;

/** Explains why there is no connection. Loaded only then. */
final class ConnectFailures {
    private ConnectFailures() {}

    static SupervisorException explain(Endpoint endpoint, Duration connectTimeout, IOException e) {
        if (e instanceof SocketTimeoutException) {
            return new NotReachableException(
                    Reason.TIMED_OUT, endpoint + " did not answer within " + connectTimeout.toMillis() + " ms", e);
        }
        if (e instanceof InterruptedIOException) {
            throw Http.interrupted("connecting to " + endpoint);
        }
        if (e instanceof UnknownHostException) {
            return new NotReachableException(
                    Reason.UNKNOWN_HOST, endpoint + " has an unknown host name; check the spelling", e);
        }
        if (endpoint instanceof Endpoint.Unix unix) {
            return noSocket(unix, e);
        }
        if (e instanceof ConnectException && !(e instanceof NoRouteToHostException)) {
            return new NotReachableException(
                    Reason.REFUSED, endpoint + " refused the connection; is the supervisor running, on this port?", e);
        }
        return new NotReachableException(Reason.OTHER, endpoint + " is not reachable: " + e.getMessage(), e);
    }

    private static SupervisorException noSocket(Endpoint.Unix unix, IOException e) {
        if (!Files.exists(unix.socket())) {
            return new NotReachableException(
                    Reason.NO_SOCKET, unix + " does not exist; is the supervisor running, with this socket?", e);
        }
        if (!Files.isWritable(unix.socket())) {
            return new NotReachableException(
                    Reason.FORBIDDEN, unix + " is not open to this user; see chmod and chown in its configuration", e);
        }
        Reason reason = e instanceof SocketException ? Reason.REFUSED : Reason.OTHER;
        return new NotReachableException(
                reason, unix + " refused the connection; is the supervisor running? (" + e.getMessage() + ")", e);
    }
}
