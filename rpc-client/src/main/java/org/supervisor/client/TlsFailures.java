package org.supervisor.client;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.supervisor.client.NotReachableException.Reason;

/** Explains why there is no secure connection. Loaded only then. */
final class TlsFailures {
    private TlsFailures() {}

    static SupervisorException explain(Endpoint endpoint, SSLException failure) {
        String found = String.valueOf(failure.getMessage());
        Optional<Throwable> certificate = certificateFault(failure);
        if (certificate.isPresent()) {
            String fault = String.valueOf(certificate.get().getMessage());
            boolean isOtherHost = fault.startsWith("No subject alternative") || fault.startsWith("No name matching");
            return new NotReachableException(
                    Reason.NOT_TRUSTED,
                    isOtherHost
                            ? endpoint + " has a certificate for another host: " + fault
                                    + "; use a name that is in the certificate"
                            : endpoint + " has a certificate that is not trusted: " + fault
                                    + "; if you trust it, give the certificate of its CA (trustCertificates; supctl:"
                                    + " --cacert FILE)",
                    failure);
        }
        if (found.contains("fatal alert") && (found.contains("certif") || found.contains("unknown_ca"))) {
            return new NotReachableException(
                    Reason.NOT_TRUSTED,
                    endpoint + " requires a client certificate that it trusts (" + found
                            + "); give one with its key (clientCertificate; supctl: --cert FILE)",
                    failure);
        }
        return new NotReachableException(
                Reason.OTHER,
                "no secure connection to " + endpoint + ": " + found + "; is this its port for https?",
                failure);
    }

    private static Optional<Throwable> certificateFault(Throwable failure) {
        Throwable found = null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException || cause instanceof CertPathBuilderException) {
                found = cause;
            }
        }
        return Optional.ofNullable(found);
    }
}
