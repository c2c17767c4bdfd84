package org.supervisor.server.config;

import java.util.Optional;
import java.util.function.Function;
import org.supervisor.server.process.Dialect;

/**
 * A key, declared once for both dialects: its names, its type, its default and its meaning.
 *
 * @param supervisord its form in supervisord's files, if they have it
 * @param perl its form in Perl files, if they have it
 * @param isOurs whether neither original knows it
 * @param change what is necessary before another value takes effect
 * @param meaning a sentence, the unit in it, without a full stop
 * @param <T> the type of its values
 */
record Key<T>(Optional<Form<T>> supervisord, Optional<Form<T>> perl, boolean isOurs, Change change, String meaning) {

    /**
     * The form of a key in one dialect.
     *
     * @param name as it is written in a file
     * @param type its values; some depend on where files are looked for
     * @param fallback the default as text; empty if it cannot be written as a value
     * @param absence what people are shown in place of {@code fallback}
     */
    record Form<T>(String name, Function<Types, Type<T>> type, String fallback, String absence) {}

    /** A key of supervisord's files that has a default. */
    static <T> Key<T> of(String name, Type<T> type, String fallback, String meaning) {
        return of(name, _ -> type, fallback, meaning);
    }

    /** A key of supervisord's files that has a default, its values depending on where files are looked for. */
    static <T> Key<T> of(String name, Function<Types, Type<T>> type, String fallback, String meaning) {
        return supervisord(new Form<>(name, type, fallback, fallback), meaning);
    }

    /** A key of supervisord's files whose default is nothing, or no value that can be written. */
    static <T> Key<T> optional(String name, Type<T> type, String absence, String meaning) {
        return optional(name, _ -> type, absence, meaning);
    }

    /** The same, its values depending on where files are looked for. */
    static <T> Key<T> optional(String name, Function<Types, Type<T>> type, String absence, String meaning) {
        return supervisord(new Form<>(name, type, "", absence), meaning);
    }

    /**
     * A key of both dialects that neither original knows, without a default value. Its words have underscores in supervisord's
     * files and hyphens in Perl files.
     *
     * @param absence what people are shown as its default
     */
    static <T> Key<T> added(String name, Type<T> type, String absence, String meaning) {
        return optional(name, type, absence, meaning)
                .perlOptional(name.replace('_', '-'), type, absence)
                .ours();
    }

    /** A key that only Perl files have, with a default. */
    static <T> Key<T> ofPerl(String name, Function<Types, Type<T>> type, String fallback, String meaning) {
        return perl(new Form<>(name, type, fallback, fallback), meaning);
    }

    /** A key that only Perl files have, whose default is nothing, or no value that can be written. */
    static <T> Key<T> optionalPerl(String name, Function<Types, Type<T>> type, String absence, String meaning) {
        return perl(new Form<>(name, type, "", absence), meaning);
    }

    private static <T> Key<T> supervisord(Form<T> form, String meaning) {
        return new Key<>(Optional.of(form), Optional.empty(), false, Change.UPDATE, meaning);
    }

    private static <T> Key<T> perl(Form<T> form, String meaning) {
        return new Key<>(Optional.empty(), Optional.of(form), false, Change.UPDATE, meaning);
    }

    /** The same key, in Perl files as well, with a default. */
    Key<T> perl(String name, Type<T> type, String fallback) {
        return withPerl(new Form<>(name, _ -> type, fallback, fallback));
    }

    /** The same key, in Perl files as well, without a default value. */
    Key<T> perlOptional(String name, Type<T> type, String absence) {
        return perlOptional(name, _ -> type, absence);
    }

    /** The same, its values depending on this machine. */
    Key<T> perlOptional(String name, Function<Types, Type<T>> type, String absence) {
        return withPerl(new Form<>(name, type, "", absence));
    }

    private Key<T> withPerl(Form<T> form) {
        return new Key<>(supervisord, Optional.of(form), isOurs, change, meaning);
    }

    /** The same key, unknown to both originals. */
    Key<T> ours() {
        return new Key<>(supervisord, perl, true, change, meaning);
    }

    /** The same key, with another requirement for a change. */
    Key<T> changedBy(Change other) {
        return new Key<>(supervisord, perl, isOurs, other, meaning);
    }

    /** Its form in a dialect, if that has it. */
    Optional<Form<T>> in(Dialect dialect) {
        return dialect == Dialect.PERL ? perl : supervisord;
    }

    /** Its name in a dialect that has it. */
    String name(Dialect dialect) {
        return in(dialect).orElseThrow().name();
    }
}
