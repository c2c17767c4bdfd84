package org.supervisor.server.engine;

import java.util.function.Consumer;
import org.supervisor.server.os.SpawnOrder;
import org.supervisor.server.os.SpawnResult;
import org.supervisor.server.os.Spawner;

/** Launches children by the thread that is there for it. */
record LinuxSpawner(Spawner spawner) implements Kernel.Spawner {
    @Override
    public void spawn(SpawnOrder.Source source, Consumer<SpawnResult> done) {
        spawner.spawn(source, done);
    }

    @Override
    public void execute(Runnable work) {
        spawner.execute(work);
    }

    @Override
    public void renewHeldPipes() {
        spawner.renewHeldPipes();
    }

    @Override
    public void close() {
        spawner.close();
    }
}
