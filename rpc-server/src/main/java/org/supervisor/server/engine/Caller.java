package org.supervisor.server.engine;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.apiguardian.api.API;
import org.supervisor.api.Signal;
import org.supervisor.api.WayIn;

/**
 * Who requests something. Known to everything that is done within {@link #with} or {@link #asks}, on that thread;
 * {@link Control} takes it along to the loop. Any thread.
 *
 * @param login the name the caller has logged in with, or that was given; empty: no login was required
 * @param via the way the request came
 * @param rights what the caller may do
 * @param proof how the caller has shown who it is
 */
@API(status = API.Status.EXPERIMENTAL)
public record Caller(Optional<String> login, Via via, Rights rights, Proof proof) implements CallerSource {
    private static final ScopedValue<CallerSource> CURRENT = ScopedValue.newInstance();
    private static final Caller OURSELVES = new Caller(Optional.empty(), new Via.Program());

    /** The way a request comes. */
    public sealed interface Via {
        /** Over HTTP from this address. */
        record Tcp(String host, int port) implements Via {}

        /**
         * Over HTTP and a UNIX socket.
         *
         * @param socket its path
         * @param peer the user of the process at the other end, if known
         */
        record Unix(String socket, Optional<String> peer) implements Via {}

        /** By a signal to the supervisor. */
        record Signalled(Signal signal) implements Via {}

        /** From the program that embeds the supervisor. */
        record Program() implements Via {}
    }

    /**
     * How a caller has shown who it is.
     *
     * @param way the way
     * @param token the name of the token, if it is one
     * @param expires when the token expires, if it does
     */
    public record Proof(WayIn way, Optional<String> token, Optional<Instant> expires) {
        /** None was required. */
        public static final Proof NONE = of(WayIn.NONE);

        /** By a way that does not expire. */
        public static Proof of(WayIn way) {
            return new Proof(way, Optional.empty(), Optional.empty());
        }

        /** By a token. */
        public static Proof token(String name, Optional<Instant> expires) {
            return new Proof(WayIn.TOKEN, Optional.of(name), expires);
        }
    }

    /** A caller who did not have to show who it is. */
    public Caller(Optional<String> login, Via via, Rights rights) {
        this(login, via, rights, Proof.NONE);
    }

    /** A caller who may do everything. */
    public Caller(Optional<String> login, Via via) {
        this(login, via, Rights.ALL);
    }

    /** A caller in the program that embeds the supervisor. */
    public static Caller of(String name) {
        return new Caller(Optional.of(name), new Via.Program());
    }

    /** Who sent a signal; the kernel does not name the sender. */
    public static Caller of(Signal signal) {
        return new Caller(Optional.empty(), new Via.Signalled(signal));
    }

    /** The present caller; an unknown one in our own program if none was given. */
    public static Caller current() {
        return source().get();
    }

    /** The same, looked up only when it is needed: most calls never need it. */
    public static CallerSource source() {
        return CURRENT.orElse(OURSELVES);
    }

    /** Does something for a caller who is looked up when needed. */
    public static <T> T with(CallerSource source, Supplier<T> work) {
        return ScopedValue.where(CURRENT, source).call(work::get);
    }

    /** Does something for this caller. */
    public <T> T asks(Supplier<T> work) {
        return with(this, work);
    }

    @Override
    public Caller get() {
        return this;
    }

    /** Who it is, as far as is known: the login, or the user at the other end of the socket. */
    public Optional<String> name() {
        return login.isEmpty() && via instanceof Via.Unix unix ? unix.peer() : login;
    }

    /** In words for people: {@code admin over 127.0.0.1:51234}. */
    @Override
    public String toString() {
        return switch (via) {
            case Via.Tcp(String host, int port) ->
                login.orElse("a client without login") + byToken() + " over " + host + ":" + port;
            case Via.Unix(String socket, Optional<String> peer) -> {
                String owner =
                        login.isPresent() ? peer.map(user -> " (" + user + ")").orElse("") : "";
                yield name().orElse("an unknown user") + owner + byToken() + " over the UNIX socket " + socket;
            }
            case Via.Signalled(Signal signal) -> signal + " to the supervisor";
            case Via.Program() -> login.orElse("request");
        };
    }

    private String byToken() {
        return proof.token().map(name -> " (token " + name + ")").orElse("");
    }
}
