package org.supervisor.server.os;

import java.util.function.IntConsumer;

/**
 * Notices the exits of children that have no pidfd, by one thread in waitid(2). Costs no descriptor, but some
 * microseconds per live child and exit; so it is for more children than descriptors allow, and for a daemon that gets
 * orphans as children (process 1, subreaper) and has to reap them.
 *
 * <p>The kernel shows the same ended child again until it is reaped. So after each one the thread pauses until
 * {@link #reaped} is called; the owner of the children reaps them on the thread on which it signals them, so no signal
 * can hit a pid that was given away.
 */
public final class ChildWatch implements AutoCloseable {
    private final IntConsumer ended;
    private final Thread thread;
    private int reported; // guarded by this; 0: none
    private long launches; // guarded by this
    private boolean closed; // guarded by this

    /**
     * Begins to watch.
     *
     * @param ended gets the pid of a child that has ended and was not reaped, on the watch's thread; pass it on, reap
     *     it elsewhere with {@link Processes#reap}, then call {@link #reaped}. It may be an orphan's pid
     */
    public ChildWatch(IntConsumer ended) {
        this.ended = ended;
        this.thread = Thread.ofPlatform().name("child-watch").daemon().start(this::run);
    }

    /** A child has been launched: the thread looks again if there was none. Any thread. */
    public synchronized void launched() {
        launches++;
        notifyAll();
    }

    /** The child that was reported has been reaped. Any thread. */
    public synchronized void reaped(int pid) {
        if (reported == pid) {
            reported = 0;
            notifyAll();
        }
    }

    /** Whether this child was the last to be reported, and has not been reaped since. Any thread. */
    public synchronized boolean isReported(int pid) {
        return reported == pid;
    }

    /** Ends the watch. A thread inside waitid(2) ends with the next exit; it makes no more calls. */
    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
        thread.interrupt();
    }

    private void run() {
        try {
            while (!isClosed()) {
                long before = launches();
                int pid = SysWait.waitid(SysWait.P_ALL, 0, SysWait.WEXITED | SysWait.WNOWAIT)
                        .pid();
                if (pid == -Errno.ECHILD) {
                    awaitLaunchSince(before);
                } else if (begin(OsException.check(pid, "cannot wait for children"))) {
                    ended.accept(pid);
                    awaitReaped();
                }
            }
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt(); // closed: there is nothing more to do
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized long launches() {
        return launches;
    }

    /** Looks once more: the child may have been reaped meanwhile, and {@link #reaped} was called too early then. */
    private synchronized boolean begin(int pid) {
        boolean isLeft = SysWait.waitid(SysWait.P_PID, pid, SysWait.WEXITED | SysWait.WNOWAIT | SysWait.WNOHANG)
                        .pid()
                == pid;
        reported = isLeft ? pid : 0;
        return isLeft && !closed;
    }

    private synchronized void awaitLaunchSince(long before) throws InterruptedException {
        while (launches == before && !closed) {
            wait();
        }
    }

    private synchronized void awaitReaped() throws InterruptedException {
        while (reported != 0 && !closed) {
            wait();
        }
    }
}
