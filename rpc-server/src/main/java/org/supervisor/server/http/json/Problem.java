package org.supervisor.server.http.json;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.eclipse.jetty.http.HttpStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.supervisor.api.FaultCode;
import org.supervisor.server.engine.RefusedException;

/**
 * Why a request was not carried out.
 *
 * @param status the HTTP status
 * @param fault the fault that XML-RPC would answer, if it would
 * @param detail for people
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457: Problem Details for HTTP APIs</a>
 */
record Problem(int status, Optional<FaultCode> fault, String detail) {
    private static final Logger LOG = LoggerFactory.getLogger(Problem.class);

    /** A request that is refused for what it is itself. */
    static final class ProblemException extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final transient Problem problem;

        ProblemException(int status, String detail) {
            super(detail, null, false, false);
            this.problem = new Problem(status, Optional.empty(), detail);
        }
    }

    /** The problem behind a failure. An unexpected one is logged, and the caller is told no more than that. */
    static Problem of(Throwable failure) {
        return switch (failure) {
            case CompletionException e when e.getCause() != null -> of(e.getCause());
            case ProblemException e -> e.problem;
            case RefusedException e -> new Problem(status(e.code()), Optional.of(e.code()), e.getMessage());
            case Throwable e -> {
                LOG.error("a request of the JSON API failed", e);
                yield new Problem(
                        HttpStatus.INTERNAL_SERVER_ERROR_500,
                        Optional.empty(),
                        "the supervisor made a mistake in answering; its log has the details");
            }
        };
    }

    private static int status(FaultCode code) {
        return switch (code) {
            case BAD_NAME, NO_FILE, UNKNOWN_METHOD, SIGNATURE_UNSUPPORTED -> HttpStatus.NOT_FOUND_404;
            case INCORRECT_PARAMETERS, BAD_ARGUMENTS, BAD_SIGNAL -> HttpStatus.BAD_REQUEST_400;
            case NOT_PERMITTED -> HttpStatus.FORBIDDEN_403;
            case SHUTDOWN_STATE -> HttpStatus.SERVICE_UNAVAILABLE_503;
            case CANT_REREAD -> HttpStatus.UNPROCESSABLE_ENTITY_422;
            case NOT_EXECUTABLE,
                    FAILED,
                    ABNORMAL_TERMINATION,
                    SPAWN_ERROR,
                    ALREADY_STARTED,
                    NOT_RUNNING,
                    SUCCESS,
                    ALREADY_ADDED,
                    STILL_RUNNING -> HttpStatus.CONFLICT_409;
        };
    }

    byte[] json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("type", "about:blank");
        json.put("title", HttpStatus.getMessage(status));
        json.put("status", status);
        json.put("detail", detail);
        fault.ifPresent(code -> {
            json.put("fault", code.name());
            json.put("fault_code", code.code());
        });
        return JsonText.write(json);
    }
}
