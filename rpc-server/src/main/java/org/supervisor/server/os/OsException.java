package org.supervisor.server.os;

/** The kernel refused something that normally works. The message says what, and names the errno. */
public class OsException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final int errno;

    /**
     * Names what failed.
     *
     * @param what the operation that failed, such as {@code cannot open '/x'}
     * @param errno the error number, above 0
     */
    OsException(String what, int errno) {
        super(what + ": " + Errno.describe(errno));
        this.errno = errno;
    }

    /** The error number, above 0. */
    public int errno() {
        return errno;
    }

    /** The result of a call that returned the negative errno on failure. */
    static int check(int result, String what) {
        if (result < 0) {
            throw new OsException(what, -result);
        }
        return result;
    }
}
