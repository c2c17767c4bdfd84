package org.supervisor.server.rpc;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.supervisor.api.FaultCode;
import org.supervisor.server.engine.Caller;
import org.supervisor.server.engine.CallerSource;
import org.supervisor.server.engine.RefusedException;

/**
 * Several calls in strict order. Each result is written as soon as it is available, so that only its text is kept. Only
 * one thread at a time works here: that of the request for the first calls, then one of the executor's. The thread of
 * the request has other clients to serve; it makes the usual few calls, which saves a change of threads.
 *
 * <p>There is always room for a fault for each remaining call. So when the memory for answers is used up, every call
 * still has its own result: those that were made, and a fault for each that was not.
 */
final class Multicall {
    /** {@link #NOT_CALLED} is no longer than this, as an element of the answer. */
    private static final int FAULT_BYTES = 256;

    private static final int END_BYTES = 1024;

    /** This many cheap calls take less than a millisecond. */
    private static final int CALLS_AT_ONCE = 128;

    /** Calls with large results take longer, and are fewer. */
    private static final int BYTES_AT_ONCE = 256 << 10;

    private static final Fault DROPPED =
            fault("the call was made, but there is no memory left for its answer; make fewer calls in one");
    private static final Fault NOT_CALLED = fault("not called, because there is no memory left for its answer");

    private final MethodTable table;
    private final List<Map<?, ?>> calls;
    private final OneAtATime longWork;
    private final CallerSource caller = Caller.source();
    private final ByteBudget.Share scratch = RequestShare.current().another();
    private final XmlWriter writer;
    private final CompletableFuture<Answer> answer = new CompletableFuture<>();
    private int done;
    private boolean isFull;

    /**
     * The answer, written already.
     *
     * @param writer has the whole document
     */
    record Answer(XmlWriter writer) {}

    /**
     * Prepares the answer.
     *
     * @throws RefusedException FAILED if there are more calls than the remaining memory could answer
     */
    Multicall(MethodTable table, List<Map<?, ?>> calls, OneAtATime longWork, Writers writers) {
        this.table = table;
        this.calls = calls;
        this.longWork = longWork;
        this.writer = writers.take(RequestShare.current());
        writer.beginArray();
        makeRoom();
    }

    /** Makes the calls. Faults are results; the future fails only for an Error. */
    CompletableFuture<Answer> run() {
        advance(CALLS_AT_ONCE, BYTES_AT_ONCE);
        return answer;
    }

    private void advance(int end, int full) {
        while (done < calls.size() && !isFull) {
            if (done >= end || writer.length() >= full) {
                longWork.goOn(() -> goOn(() -> {}));
                return;
            }
            CompletableFuture<?> call = RequestShare.with(scratch, () -> call(calls.get(done)));
            if (!call.isDone()) {
                var _ = call.whenCompleteAsync(this::resume, longWork::goOn);
                return;
            }
            var _ = call.whenComplete(this::add);
        }
        for (; done < calls.size(); done++) {
            writer.element(NOT_CALLED.struct());
        }
        writer.endArray();
        answer.complete(new Answer(writer));
    }

    private void resume(Object value, Throwable failure) {
        goOn(() -> add(value, failure));
    }

    private void goOn(Runnable before) {
        try {
            Caller.with(caller, () -> {
                before.run();
                advance(Integer.MAX_VALUE, Integer.MAX_VALUE);
                return null;
            });
        } catch (Throwable e) { // it would be lost otherwise, and the caller would wait forever
            answer.completeExceptionally(e);
        }
    }

    private void add(Object value, Throwable failure) {
        done++;
        int before = writer.length();
        try {
            write(value, failure);
            makeRoom();
        } catch (RefusedException usedUp) {
            writer.cut(before);
            writer.element(DROPPED.struct());
            isFull = true;
        } finally {
            scratch.close();
        }
    }

    private void write(Object value, Throwable failure) {
        int before = writer.length();
        try {
            writer.element(failure == null ? value : Fault.of(failure).struct());
        } catch (RefusedException usedUp) {
            throw usedUp;
        } catch (RuntimeException | StackOverflowError unwritable) { // no value of XML-RPC
            writer.cut(before);
            writer.element(Fault.of(unwritable).struct());
        }
    }

    /** For a fault for each remaining call, one that drops an answer, and the end. */
    private void makeRoom() {
        long room = (long) (calls.size() - done) * FAULT_BYTES + END_BYTES;
        writer.reserve((int) Math.min(room, Integer.MAX_VALUE - writer.length()));
    }

    private CompletableFuture<?> call(Map<?, ?> call) {
        Object method = call.get("methodName");
        Object parameters = call.get("params");
        return switch (method) {
            case null -> refused("No methodName");
            case String name when name.equals("system.multicall") -> refused("Recursive system.multicall forbidden");
            case String name when parameters == null -> table.call(new Call(name, List.of()));
            case String name
            when parameters instanceof Object[] values -> table.call(new Call(name, Arrays.asList(values)));
            case String _ -> refused("params must be an array");
            case Object _ -> refused("methodName must be a string");
        };
    }

    private static Fault fault(String detail) {
        return new Fault(FaultCode.FAILED.code(), FaultCode.FAILED.text(detail));
    }

    private static CompletableFuture<?> refused(String detail) {
        return CompletableFuture.failedFuture(new RefusedException(FaultCode.INCORRECT_PARAMETERS, detail));
    }
}
