package org.supervisor.examples.supctl;

/**
 * Something that {@link DoctorVerb} has found.
 *
 * @param severity how bad it is
 * @param about what it is about, in a word or two
 * @param found for people
 * @param advice what to do; empty: nothing
 */
record Finding(Severity severity, String about, String found, String advice) {
    /** How bad something is. */
    enum Severity {
        /** As it should be. */
        OK,
        /** Works, but with less than there could be. */
        NOTE,
        /** To be mended. */
        PROBLEM;

        String word() {
            return switch (this) {
                case OK -> "ok";
                case NOTE -> "note";
                case PROBLEM -> "problem";
            };
        }
    }

    static Finding ok(String about, String found) {
        return new Finding(Severity.OK, about, found, "");
    }

    static Finding note(String about, String found, String advice) {
        return new Finding(Severity.NOTE, about, found, advice);
    }

    static Finding problem(String about, String found, String advice) {
        return new Finding(Severity.PROBLEM, about, found, advice);
    }

    JsonObject json() {
        return new JsonObject()
                .with("severity", severity.word())
                .with("about", about)
                .with("found", found)
                .with("advice", advice);
    }
}
