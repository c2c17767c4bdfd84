package org.supervisor.server.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
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
import org.supervisor.server.config.TokenSpec;
import org.supervisor.server.config.UserSpec;
import org.supervisor.server.engine.Caller;
import org.supervisor.server.engine.Rights;

/** Who may log in at a listener. Any thread. */
final class Logins {
    private static final Caller.Proof PASSWORD = Caller.Proof.of(WayIn.PASSWORD);

    private final List<Login> logins;
    private final Password decoy;
    private final Tokens tokens;
    private final boolean isSlow;
    private final VerifiedLogins verified = new VerifiedLogins();

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

        /**
         * It may not, whether or not it has tried.
         *
         * @param why what its sender may know of the reason; may be empty
         */
        record Refused(boolean hasTried, String why) implements Verdict {}

        /** It comes too soon after others that were wrong. */
        record Paused(Duration left) implements Verdict {}

        /** It shows nothing. */
        Verdict NOTHING_SHOWN = new Refused(false, "");

        /** What it shows is wrong. */
        Verdict WRONG = new Refused(true, "");

        /** It takes a while to find out, and must not be done by a thread that has others to serve. */
        record Slow(Supplier<Verdict> check) implements Verdict {}
    }

    private Logins(List<Login> logins, Tokens tokens) {
        this.logins = logins;
        this.tokens = tokens;
        Optional<Password.Bcrypt> slowest = logins.stream()
                .flatMap(login -> login.password().stream())
                .filter(Password.Bcrypt.class::isInstance)
                .map(Password.Bcrypt.class::cast)
                .max(Comparator.comparing(password -> password.hash().substring(4, 6))); // $2y$ and the cost
        isSlow = slowest.isPresent();
        decoy = slowest.<Password>map(Password.Bcrypt::decoy).orElse(new Password.Clear(""));
    }

    /** Those of a listener: its own, all users, and all tokens; empty: nobody has to log in. */
    static Optional<Logins> of(HttpSpec listener, List<UserSpec> users, List<TokenSpec> tokens) {
        List<Login> logins = new ArrayList<>();
        listener.credentials().map(Login::of).ifPresent(logins::add);
        users.stream().map(Login::of).forEach(logins::add);
        return logins.isEmpty() && tokens.isEmpty()
                ? Optional.empty()
                : Optional.of(new Logins(logins, new Tokens(tokens, InstantSource.system())));
    }

    /** Whether a request may come in. */
    Verdict judge(Request request, FailedLogins failures) {
        String authorization = request.getHeaders().get(HttpHeader.AUTHORIZATION);
        if (authorization == null) {
            return ofPeer(request).<Verdict>map(Verdict.Admitted::new).orElse(Verdict.NOTHING_SHOWN);
        }
        Optional<String> token = Tokens.shown(authorization);
        if (token.isPresent()) {
            return tokens.judge(token.get());
        }
        Optional<BasicLogin> given = BasicLogin.of(authorization);
        if (given.isEmpty()) {
            return Verdict.WRONG;
        }
        Optional<Identity> lately = verified.find(authorization);
        if (lately.isPresent()) {
            return new Verdict.Admitted(lately.get());
        }
        String address = Callers.address(request);
        Duration pause = failures.pause(address, given.get().name());
        if (pause.isPositive()) {
            return new Verdict.Paused(pause);
        }
        return isSlow
                ? new Verdict.Slow(() -> check(given.get(), authorization, address, failures))
                : check(given.get(), authorization, address, failures);
    }

    /** Those that waited behind others that have failed meanwhile have to wait as well, and take no time of a processor. */
    private Verdict check(BasicLogin given, String authorization, String address, FailedLogins failures) {
        Duration pause = failures.pause(address, given.name());
        if (pause.isPositive()) {
            return new Verdict.Paused(pause);
        }
        Optional<Identity> identity = verify(given);
        if (identity.isEmpty()) {
            failures.failed(address, given.name());
            return Verdict.WRONG;
        }
        failures.succeeded(address, given.name());
        verified.add(authorization, identity.get());
        return new Verdict.Admitted(identity.get());
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
        if (isSlow && password.isPresent() && !(password.get() instanceof Password.Bcrypt)) {
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
