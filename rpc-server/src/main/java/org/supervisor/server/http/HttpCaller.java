package org.supervisor.server.http;

import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.supervisor.server.engine.Caller;
import org.supervisor.server.engine.CallerSource;
import org.supervisor.server.engine.Origin;
import org.supervisor.server.engine.Rights;

/** The caller of a request; looked up when needed, but for the rights. */
final class HttpCaller implements CallerSource {
    private static final String ID_HEADER = "X-Request-Id";
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:/+=-]{1,64}");

    /** Ids of this daemon, unlike those of the one before. */
    private static final class Ids {
        private static final String LIFE =
                Integer.toHexString(ThreadLocalRandom.current().nextInt());
        private static final AtomicLong LAST = new AtomicLong();
    }

    private final Request request;
    private final Identity identity;

    HttpCaller(Request request, Identity identity) {
        this.request = request;
        this.identity = identity;
    }

    @Override
    public Caller get() {
        return Callers.of(request, identity);
    }

    @Override
    public Rights rights() {
        return identity.rights();
    }

    @Override
    public Origin origin() {
        Caller caller = get();
        return new Origin(caller.name().orElse(Origin.ANONYMOUS), way(caller), Origin.from(caller.via()), id());
    }

    private String way(Caller caller) {
        boolean isUnix = caller.via() instanceof Caller.Via.Unix;
        String authorization = request.getHeaders().get(HttpHeader.AUTHORIZATION);
        if (caller.login().isEmpty()) {
            return isUnix && caller.name().isPresent() ? "peer" : "none";
        }
        if (authorization == null) {
            return isUnix ? "peer" : "certificate";
        }
        return authorization.toLowerCase(Locale.ROOT).startsWith("bearer") ? "token" : "password";
    }

    /** The client's own, if it has sent one. */
    private String id() {
        if (request.getAttribute(ID_HEADER) instanceof String known) {
            return known;
        }
        String id = Optional.ofNullable(request.getHeaders().get(ID_HEADER))
                .filter(given -> ID.matcher(given).matches())
                .orElseGet(() -> Ids.LIFE + "-" + Ids.LAST.incrementAndGet());
        request.setAttribute(ID_HEADER, id);
        return id;
    }
}
