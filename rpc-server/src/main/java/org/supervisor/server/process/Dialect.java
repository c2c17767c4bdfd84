package org.supervisor.server.process;

import org.apiguardian.api.API;

/** Which of the two originals a file was written for, and which of them judges the starts of its programs. */
@API(status = API.Status.EXPERIMENTAL)
public enum Dialect {
    /** The CPAN module Supervisor: {@code [program:]} sections with hyphenated keys and nothing else. */
    PERL("Perl"),
    /** supervisord 4. */
    SUPERVISORD("supervisord");

    private final String title;

    Dialect(String title) {
        this.title = title;
    }

    /** The name as people write it. */
    public String title() {
        return title;
    }
}
