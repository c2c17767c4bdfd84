package org.supervisor.server.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The first is the loop's: while that waits, time goes on and things happen. */
final class SimulatedWatcher implements Watcher {
    private final SimulatedKernel kernel;
    private final Map<Integer, Watched> watched = new TreeMap<>();
    private final Consumer<Throwable> onFailure;
    private final boolean isOuter;
    private final int number;
    private final List<Map.Entry<Integer, Watched>> ready = new ArrayList<>();
    private List<boolean[]> flags = List.of(); // of those: readable, writable, hung up
    private boolean isWoken;

    SimulatedWatcher(SimulatedKernel kernel, Consumer<Throwable> onFailure, boolean isOuter) {
        this.kernel = kernel;
        this.onFailure = onFailure;
        this.isOuter = isOuter;
        this.number = kernel.descriptors.open(SimulatedDescriptors.Descriptor.other("watcher", this));
    }

    @Override
    public int descriptor() {
        return number;
    }

    @Override
    public void add(int fd, boolean read, boolean write, Ready handler) {
        kernel.faults.maybe(kernel.faults.watchFailsOnceIn, "the watch of a descriptor");
        kernel.descriptors.get(fd);
        Watched entry = new Watched(handler);
        entry.read = read;
        entry.write = write;
        if (watched.put(fd, entry) != null) {
            kernel.trace.violated("descriptor " + fd + " is watched twice");
        }
    }

    @Override
    public void modify(int fd, boolean read, boolean write) {
        kernel.faults.maybe(2000, "the change of a watch");
        Watched entry = watched.get(fd);
        entry.read = read;
        entry.write = write;
    }

    @Override
    public void remove(int fd) {
        watched.remove(fd);
    }

    @Override
    public void wake() {
        isWoken = true;
    }

    @Override
    public void close() {
        watched.clear();
        kernel.close(number);
    }

    boolean isWatching(int fd) {
        return watched.containsKey(fd);
    }

    private boolean isReadable(Map.Entry<Integer, Watched> entry) {
        SimulatedDescriptors.Descriptor what =
                kernel.descriptors.find(entry.getKey()).orElse(null);
        if (what == null || !entry.getValue().read) {
            return false;
        }
        if (what.readEnd() != null) {
            return what.readEnd().size() > 0;
        }
        if (what.pidfd() != null) {
            return !what.pidfd().isAlive();
        }
        return what.other() instanceof SimulatedWatcher nested
                && nested.watched.entrySet().stream().anyMatch(nested::isReady);
    }

    private boolean isWritable(Map.Entry<Integer, Watched> entry) {
        SimulatedDescriptors.Descriptor what =
                kernel.descriptors.find(entry.getKey()).orElse(null);
        return entry.getValue().write
                && what != null
                && what.writeEnd() != null
                && what.writeEnd().hasRoom();
    }

    private boolean isHungUp(Map.Entry<Integer, Watched> entry) {
        SimulatedDescriptors.Descriptor what =
                kernel.descriptors.find(entry.getKey()).orElse(null);
        return what != null
                && ((what.readEnd() != null && what.readEnd().writers == 0)
                        || (what.writeEnd() != null && !what.writeEnd().hasReader));
    }

    private boolean isReady(Map.Entry<Integer, Watched> entry) {
        return isHungUp(entry) || isReadable(entry) || isWritable(entry);
    }

    private int collect() {
        ready.clear();
        for (Map.Entry<Integer, Watched> entry : watched.entrySet()) {
            if (isReady(entry)) {
                ready.add(Map.entry(entry.getKey(), entry.getValue()));
            }
        }
        if (ready.size() > 1) {
            Collections.shuffle(ready, kernel.chance);
        }
        flags = ready.stream()
                .map(entry -> new boolean[] {isReadable(entry), isWritable(entry), isHungUp(entry)})
                .toList();
        return ready.size();
    }

    @Override
    public int dispatch(int count) {
        int called = 0;
        for (int index = 0; index < count; index++) {
            Watched entry = ready.get(index).getValue();
            if (watched.get(ready.get(index).getKey()) == entry) {
                called++;
                boolean[] what = flags.get(index);
                try {
                    entry.handler.ready(what[0], what[1], what[2]);
                } catch (Throwable failure) {
                    onFailure.accept(failure);
                }
            }
        }
        return called;
    }

    @Override
    public int await(long timeoutNanos) {
        if (!isOuter) {
            return collect();
        }
        kernel.turned();
        long deadline = kernel.nanos() + timeoutNanos;
        while (true) {
            boolean wasWoken = isWoken;
            isWoken = false;
            int count = collect();
            if (count > 0 || wasWoken || timeoutNanos == 0) {
                return count;
            }
            if (!kernel.happensBefore(deadline, timeoutNanos >= 0)) {
                return 0;
            }
        }
    }

    private static final class Watched {
        private final Watcher.Ready handler;
        private boolean read;
        private boolean write;

        Watched(Watcher.Ready handler) {
            this.handler = handler;
        }
    }
}
