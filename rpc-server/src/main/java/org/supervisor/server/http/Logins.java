package org.supervisor.server.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.supervisor.api.WayIn;
import org.supervisor.server.config.Credentials;
import org.supervisor.server.config.HttpSpec;
import org.supervisor.server.config.UserSpec;
import org.supervisor.server.engine.Caller;
import org.supervisor.server.engine.Rights;

/** Who may log in at a listener. Any thread. */
final class Logins {
    private static final Caller.Proof PASSWORD = Caller.Proof.of(WayIn.PASSWORD);

    private final List<Login> logins;
    private final Password decoy;
    private final Optional<VerifiedLogins> verified; // if comparing is slow

    /** A user, with a password or none. */
    private record Login(String name, Optional<Password> password, Optional<String> unixUser, Identity identity) {
        static Login of(Credentials admin) {
            Identity identity = new Identity(Optional.of(admin.user()), Rights.ALL, PASSWORD);
            return new Login(admin.user(), Optional.of(Password.of(admin.password())), Optional.empty(), identity);
        }

        static Login of(UserSpec user) {
            Identity identity =
                    new Identity(Optional.of(user.name()), new Rights(user.role(), user.programs()), PASSWORD);
            return new Login(user.name(), user.password().map(Password::of), user.unixUser(), identity);
        }
    }

    /** What is known of a request at once. */
    sealed interface Verdict {
        /** It may come in. */
        record Admitted(Identity identity) implements Verdict {}

        /** It may not, whether or not it has tried. */
        record Refused(boolean hasTried) implements Verdict {}

        /** It takes a while to find out, and must not be done by a thread that has others to serve. */
        record Slow(Supplier<Optional<Identity>> check) implements Verdict {}
    }

    private Logins(List<Login> logins) {
        this.logins = logins;
        Optional<Password.Bcrypt> slowest = logins.stream()
                .flatMap(login -> login.password().stream())
                .filter(Password.Bcrypt.class::isInstance)
                .map(Password.Bcrypt.class::cast)
                .max(Comparator.comparing(password -> password.hash().substring(4, 6))); // $2y$ and the cost
        verified = slowest.map(_ -> new VerifiedLogins());
        decoy = slowest.<Password>map(Password.Bcrypt::decoy).orElse(new Password.Clear(""));
    }

    /** Those of a listener: its own, and all users; empty: nobody has to log in. */
    static Optional<Logins> of(HttpSpec listener, List<UserSpec> users) {
        List<Login> logins = new ArrayList<>();
        listener.credentials().map(Login::of).ifPresent(logins::add);
        users.stream().map(Login::of).forEach(logins::add);
        return logins.isEmpty() ? Optional.empty() : Optional.of(new Logins(logins));
    }

    /** Whether a request may come in. */
    Verdict judge(Request request) {
        String authorization = request.getHeaders().get(HttpHeader.AUTHORIZATION);
        if (authorization == null) {
            return ofPeer(request).<Verdict>map(Verdict.Admitted::new).orElse(new Verdict.Refused(false));
        }
        Optional<BasicLogin> given = BasicLogin.of(authorization);
        if (given.isEmpty()) {
            return new Verdict.Refused(true);
        }
        if (verified.isEmpty()) {
            return verify(given.get()).<Verdict>map(Verdict.Admitted::new).orElse(new Verdict.Refused(true));
        }
        VerifiedLogins lately = verified.get();
        return lately.find(authorization).<Verdict>map(Verdict.Admitted::new).orElse(new Verdict.Slow(() -> {
            Optional<Identity> identity = verify(given.get());
            identity.ifPresent(known -> lately.add(authorization, known));
            return identity;
        }));
    }

    /** All names are compared, and always a password, so that the time does not reveal which is wrong. */
    private Optional<Identity> verify(BasicLogin given) {
        Optional<Login> named = Optional.empty();
        for (Login login : logins) {
            if (MessageDigest.isEqual(given.name(), login.name().getBytes(StandardCharsets.UTF_8)) && named.isEmpty()) {
                named = Optional.of(login);
            }
        }
        Optional<Password> password = named.flatMap(Login::password);
        boolean isRight = password.orElse(decoy).matches(given.secret());
        if (verified.isPresent() && password.isPresent() && !(password.get() instanceof Password.Bcrypt)) {
            decoy.matches(given.secret());
        }
        return isRight && password.isPresent() ? named.map(Login::identity) : Optional.empty();
    }

    private Optional<Identity> ofPeer(Request request) {
        if (logins.stream().allMatch(login -> login.unixUser().isEmpty())) {
            return Optional.empty();
        }
        Optional<String> peer = Callers.peer(request);
        return logins.stream()
                .filter(login ->
                        login.unixUser().isPresent() && login.unixUser().equals(peer))
                .map(login -> login.identity().by(Caller.Proof.of(WayIn.SOCKET)))
                .findFirst();
    }
}
