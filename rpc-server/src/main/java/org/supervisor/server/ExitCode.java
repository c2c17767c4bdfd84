package org.supervisor.server;

/**
 * The exit statuses of the daemon's process.
 *
 * @see <a href="https://man.freebsd.org/cgi/man.cgi?query=sysexits">sysexits(3), for 70</a>
 */
enum ExitCode {
    OK(0),
    /** It could not start or go on. */
    FAILED(1),
    /** The command line or a file is wrong. */
    USAGE(2),
    /** The event loop has failed: EX_SOFTWARE. With Restart=on-failure systemd starts the daemon again. */
    FATAL(70);

    private final int status;

    ExitCode(int status) {
        this.status = status;
    }

    int status() {
        return status;
    }
}
