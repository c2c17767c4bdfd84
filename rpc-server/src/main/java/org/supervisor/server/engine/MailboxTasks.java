package org.supervisor.server.engine;

import java.time.Duration;

/** What aspects of extensions may do with the event loop. Not loaded without extensions. */
final class MailboxTasks implements LoopTasks {
    private final EventLoop loop;

    private MailboxTasks(EventLoop loop) {
        this.loop = loop;
    }

    /** Returns the interface, which the caller's bytecode could not be verified to pass on without loading it. */
    static LoopTasks of(EventLoop loop) {
        return new MailboxTasks(loop);
    }

    @Override
    public void execute(Runnable task) {
        loop.execute(task);
    }

    @Override
    public void after(Duration pause, Runnable task) {
        loop.execute(() -> loop.after(pause, task));
    }
}
