package org.supervisor.server.http;

import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.supervisor.server.config.HttpSpec;
import org.supervisor.server.engine.Excerpt;

/**
 * Refuses requests that a foreign web page sends through the browser of a user who may reach us. No XML-RPC client
 * sends {@code Origin} or {@code Sec-Fetch-Site}; browsers do. Our own page has the origin that a request goes to. A page whose name resolves to this machine (DNS
 * rebinding) needs neither, but has its name in {@code Host}.
 *
 * @see <a href="https://www.w3.org/TR/fetch-metadata/">Fetch Metadata Request Headers</a>
 */
final class CrossSite {
    private static final String ANY = "*";
    private static final String FETCH_SITE = "Sec-Fetch-Site";
    private static final Set<String> OWN_SITES = Set.of("none", "same-origin");
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    private final Set<String> origins;
    private final Set<String> hosts;
    private final boolean hasLogin;
    private final String keys;

    /**
     * The rules of a listener.
     *
     * @param hasLogin whether clients have to log in
     */
    CrossSite(HttpSpec server, boolean hasLogin) {
        origins = server.access().origins();
        hosts = server.access().hosts();
        this.hasLogin = hasLogin;
        keys = " in [" + server.section() + "] of the supervisor's configuration allows it";
    }

    /** Whether pages of other sites may send requests. */
    boolean allowsOrigins() {
        return !origins.isEmpty();
    }

    /** The origin of a request that a page sends, if that page may. */
    Optional<String> allowedOrigin(Request request) {
        return Optional.ofNullable(request.getHeaders().get(HttpHeader.ORIGIN))
                .filter(origin -> origins.contains(ANY) || namesOrigin(origin));
    }

    /** Whether this origin is allowed by its name. */
    boolean namesOrigin(String origin) {
        return origins.contains(lower(origin));
    }

    /** Why a request is refused, if it is. */
    Optional<String> refusal(Request request) {
        HttpFields headers = request.getHeaders();
        String origin = headers.get(HttpHeader.ORIGIN);
        String site = headers.get(FETCH_SITE);
        boolean isAllowed = origins.contains(ANY) || (origin != null && origins.contains(lower(origin)));
        boolean isOwn = origin != null && isOurs(request, lower(origin));
        if (origin != null && !isAllowed && !isOwn) {
            return Optional.of("requests of web pages are refused, and this one has the Origin " + Excerpt.of(origin)
                    + "; allowed_origins" + keys);
        }
        if (site != null && !isAllowed && !OWN_SITES.contains(lower(site))) {
            return Optional.of("requests of other web sites are refused, and this one has Sec-Fetch-Site "
                    + Excerpt.of(site) + "; allowed_origins" + keys);
        }
        return hasLogin || hosts.contains(ANY) ? Optional.empty() : refusalOfHost(request, isOwn);
    }

    /**
     * Why its Host is refused, if it is. By a name that leads here (DNS rebinding) a foreign page has the origin of ours, wherever we
     * listen.
     */
    private Optional<String> refusalOfHost(Request request, boolean isOfPage) {
        if (!isOfPage && !isOverLoopback(request)) {
            return Optional.empty();
        }
        String host = Request.getServerName(request);
        if (host == null || isOurs(lower(host)) || hosts.contains(lower(host))) {
            return Optional.empty();
        }
        return Optional.of(
                "this server has no login, so the Host of a request must be an address, localhost or a name without a"
                        + " dot, and it is "
                        + Excerpt.of(host) + "; allowed_hosts" + keys);
    }

    /** Whether it comes from a page that was read from where it goes to; a proxy before us may have added TLS. */
    private static boolean isOurs(Request request, String origin) {
        String host = request.getHeaders().get(HttpHeader.HOST);
        return host != null
                && !host.isBlank()
                && (origin.equals("http://" + lower(host)) || origin.equals("https://" + lower(host)));
    }

    private static boolean isOverLoopback(Request request) {
        return request.getConnectionMetaData().getLocalSocketAddress() instanceof InetSocketAddress local
                && local.getAddress() != null
                && local.getAddress().isLoopbackAddress();
    }

    /** An address, or a name that no foreign page can have: one without a dot is known in the local network only. */
    private static boolean isOurs(String host) {
        return host.indexOf('.') < 0
                || host.equals("localhost.")
                || host.indexOf(':') >= 0 // no name has one, so it is an IPv6 address
                || IPV4.matcher(host).matches();
    }

    private static String lower(String text) {
        return text.strip().toLowerCase(Locale.ROOT);
    }
}
