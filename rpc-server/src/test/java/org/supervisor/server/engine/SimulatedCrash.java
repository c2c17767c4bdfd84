package org.supervisor.server.engine;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;

/**
 * Ends one daemon between two of its kernel calls, as kill -9 does: the call is never carried out, and the thread that wanted
 * it does nothing any more. What the daemon has written to its journal since the call before may be lost, or torn at any
 * byte: that is the same end a little earlier. Its last record may also stand there twice.
 */
final class SimulatedCrash {
    /** These change nothing, or are called by threads other than the loop's. */
    private static final Set<String> NO_CALLS = Set.of("nanos", "now", "wake", "random", "descriptor");

    private static final int HEAD_BYTES = 2 * Integer.BYTES;
    private static final int NEVER = Integer.MAX_VALUE;

    private final Path journal;
    private final CompletableFuture<Boolean> end = new CompletableFuture<>();
    private final boolean awaitsRecord;
    private int callsLeft;
    private Written afterCall = Written.NOTHING;
    private Written atCrash = Written.NOTHING;
    private Thread thread;
    private volatile boolean hasCrashed;
    private volatile boolean isReleased;

    /** How large the journal is, and which file it is. */
    private record Written(Optional<Object> file, long size) {
        static final Written NOTHING = new Written(Optional.empty(), 0);
    }

    private SimulatedCrash(Path journal, int callsLeft, boolean awaitsRecord) {
        this.journal = journal;
        this.callsLeft = callsLeft;
        this.awaitsRecord = awaitsRecord;
    }

    /** A daemon that does not crash. */
    static SimulatedCrash never(Path journal) {
        return new SimulatedCrash(journal, NEVER, false);
    }

    /** A daemon that crashes at some call, half of them at one before which something was written to the journal. */
    static SimulatedCrash atSomeCall(Path journal, Random chance) {
        int most = new int[] {60, 1500, 15_000}[chance.nextInt(3)];
        return new SimulatedCrash(journal, chance.nextInt(most), chance.nextBoolean());
    }

    /** The kernel as this daemon has it. */
    Kernel kernel(Kernel real) {
        return callsLeft == NEVER ? real : proxy(Kernel.class, real);
    }

    /** Runs the daemon on a thread of its own until it ends; whether it has crashed. */
    boolean runs(Runnable daemon) {
        thread = Thread.ofPlatform().daemon().name("simulated daemon").start(() -> {
            try {
                daemon.run();
                callsLeft = NEVER; // it has ended, and is only closed
                end.complete(false);
            } catch (Throwable failure) {
                end.completeExceptionally(failure);
            }
        });
        try {
            return end.join();
        } catch (CompletionException failure) {
            throw failure.getCause() instanceof Error error ? error : new AssertionError(failure.getCause());
        }
    }

    boolean hasCrashed() {
        return hasCrashed;
    }

    /** Lets the thread of a daemon that has crashed end; what it does meanwhile must not matter any more. */
    void release() throws InterruptedException {
        isReleased = true;
        LockSupport.unpark(thread);
        thread.join();
    }

    private <T> T proxy(Class<T> type, Object real) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> method.getDeclaringClass() == Object.class
                        ? ofObject(proxy, method, arguments)
                        : call(real, method, arguments)));
    }

    private static Object ofObject(Object proxy, Method method, Object[] arguments) {
        return switch (method.getName()) {
            case "equals" -> isSame(proxy, arguments[0]);
            case "hashCode" -> System.identityHashCode(proxy);
            default -> "simulated";
        };
    }

    @SuppressWarnings("ReferenceEquality")
    private static boolean isSame(Object one, Object other) {
        return one == other;
    }

    private Object call(Object real, Method method, Object[] arguments) throws Throwable {
        if (hasCrashed) {
            return afterCrash(method);
        }
        boolean counts = !NO_CALLS.contains(method.getName());
        if (counts) {
            beforeCall();
        }
        try {
            Object result = method.invoke(real, arguments);
            if (counts) {
                afterCall();
            }
            return wrapped(method.getReturnType(), result);
        } catch (InvocationTargetException failure) {
            throw failure.getCause();
        }
    }

    /** What the world passes on to a daemon that is gone arrives nowhere. */
    private Object afterCrash(Method method) {
        if (Thread.currentThread().equals(thread)) {
            throw new Gone();
        }
        if (!method.getReturnType().equals(void.class)) {
            throw new AssertionError(method + " is called for a daemon that is gone");
        }
        return null;
    }

    private Object wrapped(Class<?> type, Object result) {
        if (type == Executor.class) {
            Executor executor = (Executor) result;
            return (Executor) task -> executor.execute(() -> {
                if (!hasCrashed) {
                    task.run();
                }
            });
        }
        return type == Watcher.class || type == Kernel.Spawner.class || type == Kernel.AnyExit.class
                ? proxy(type, result)
                : result;
    }

    /** The daemon is about to change something outside itself. */
    void beforeCall() {
        if (callsLeft != NEVER && --callsLeft <= 0) {
            atCrash = written();
            if (!awaitsRecord || !atCrash.equals(afterCall)) {
                crash();
            }
        }
    }

    /** It has done so. */
    void afterCall() {
        if (callsLeft <= 1) {
            afterCall = written();
        }
    }

    private void crash() {
        hasCrashed = true;
        end.complete(true);
        while (!isReleased) {
            LockSupport.park(this);
        }
        throw new Gone();
    }

    private Written written() {
        try {
            BasicFileAttributes file = Files.readAttributes(journal, BasicFileAttributes.class);
            return new Written(Optional.of(file.fileKey()), file.size());
        } catch (NoSuchFileException _) {
            return Written.NOTHING;
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    /** Perhaps tears what was written last, or writes it twice; returns what was done. */
    String damage(Random chance) {
        try {
            long fresh = atCrash.size() - afterCall.size();
            boolean hasGrown = atCrash.file().equals(afterCall.file()) && fresh > 0;
            return switch (chance.nextInt(4)) {
                case 0 -> hasGrown ? cut(afterCall.size()) : "";
                case 1 -> hasGrown ? cut(afterCall.size() + chance.nextLong(fresh)) : "";
                case 2 -> atCrash.size() > 0 ? repeat() : "";
                default -> "";
            };
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    private String cut(long size) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(journal.toFile(), "rw")) {
            file.setLength(size);
        }
        return ", and the journal has " + size + " bytes of " + atCrash.size();
    }

    private String repeat() throws IOException {
        byte[] all = Files.readAllBytes(journal);
        int at = 0;
        while (at < all.length && all[at++] != '\n') {
            // the first line
        }
        int last = all.length;
        while (at + HEAD_BYTES <= all.length) {
            last = at;
            at += HEAD_BYTES + ByteBuffer.wrap(all, at, Integer.BYTES).getInt();
        }
        if (at != all.length) {
            return ""; // its end was torn by an earlier crash
        }
        Files.write(journal, Arrays.copyOfRange(all, last, all.length), StandardOpenOption.APPEND);
        return ", and the last record is in the journal twice";
    }

    /** Thrown on the thread of a daemon that has crashed when nobody needs it any more. */
    private static final class Gone extends Error {
        private static final long serialVersionUID = 1;

        Gone() {
            super("this daemon has crashed", null, false, false);
        }
    }
}
