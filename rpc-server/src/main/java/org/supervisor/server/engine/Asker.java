package org.supervisor.server.engine;

import java.util.function.Supplier;

/**
 * Who asks for something, in words for people: {@code admin over 127.0.0.1:51234}. Known to everything that is done within
 * {@link #asks}, on that thread; {@link Control} takes it along to the loop. Any thread.
 *
 * @param words asked for only when something is done that is worth remembering
 */
public record Asker(Supplier<String> words) {
    private static final ScopedValue<Asker> CURRENT = ScopedValue.newInstance();
    private static final String NOBODY_KNOWN = "request";

    /** Somebody with these words. */
    public static Asker of(String words) {
        return new Asker(() -> words);
    }

    /** Who asks at present; somebody unknown if nobody has said so. */
    public static Asker current() {
        return CURRENT.isBound() ? CURRENT.get() : of(NOBODY_KNOWN);
    }

    /** Does something in the name of this asker. */
    public <T> T asks(Supplier<T> question) {
        return ScopedValue.where(CURRENT, this).call(question::get);
    }

    /** The words of who asks at present. */
    static String named() {
        return current().words().get();
    }
}
