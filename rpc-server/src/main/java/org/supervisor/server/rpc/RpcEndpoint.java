package org.supervisor.server.rpc;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.supervisor.api.Role;
import org.supervisor.server.engine.Caller;
import org.supervisor.server.engine.CallerSource;
import org.supervisor.server.engine.Control;
import org.supervisor.server.engine.RefusedException;

/**
 * Answers XML-RPC requests, whatever the transport. Any thread may call. What can be answered at once is answered on
 * the caller's thread; what has to wait occupies no thread and is answered on the executor, as are large documents and
 * all but the first calls of a multicall.
 */
public final class RpcEndpoint {
    private static final byte[] ANY_CALL = """
        <?xml version="1.0"?>
        <methodCall><methodName>any</methodName><params><param><value><string>s</string></value></param></params></methodCall>
        """.getBytes(StandardCharsets.US_ASCII);

    /** A larger document takes longer to read than a network thread has time for. */
    private static final int MOST_READ_AT_ONCE = 64 << 10;

    private final CallReader reader = new CallReader();
    private final Writers writers = new Writers();
    private final MethodTable methods;
    private final MethodTable all;
    private final CompletableFuture<Void> begun;
    private final Executor executor;
    private final OneAtATime longWork;

    /**
     * An endpoint with all methods.
     *
     * @param control carries out the requests
     * @param settings from the configuration
     * @param executor runs what must run neither on the loop's thread nor on a network thread: log files are read and
     *     late answers written there
     */
    public RpcEndpoint(Control control, RpcSettings settings, Executor executor) {
        this.begun = control.begun();
        this.executor = executor;
        this.longWork = new OneAtATime(executor);
        this.methods = table(control, settings, executor, longWork, writers);
        this.all = settings.supervisorNamespace()
                ? methods
                : table(control, settings.withSupervisorNamespace(), executor, longWork, writers);
    }

    /**
     * Calls a method for a request that does not come as XML, also where the {@code supervisor.*} methods are not offered over
     * XML-RPC. Waits until the supervisor has begun its work.
     *
     * @param parameters Integer, Long, Boolean, String, Double, List or Map
     * @param share where the memory of the call and its answer is counted
     * @return fails with {@link RefusedException} for a fault
     */
    public CompletableFuture<?> call(String method, List<?> parameters, ByteBudget.Share share) {
        begun.join();
        return RequestShare.with(share, () -> all.call(new Call(method, parameters)));
    }

    /**
     * The role that a method requires.
     *
     * @throws IllegalArgumentException there is no such method
     */
    public Role role(String method) {
        return all.role(method);
    }

    /** Whether there is a method of this name. */
    public boolean has(String method) {
        return methods.has(method);
    }

    /**
     * Adds methods. To be called before the first request.
     *
     * @param more the methods of extensions, with their full names
     * @throws IllegalArgumentException if there are two methods of the same name
     */
    public void add(List<Method> more) {
        methods.add(more);
    }

    /** Uses for the first time what every request uses, so that the first caller waits less. Any thread. */
    public static void prepare() {
        try {
            Call call = new CallReader().read(ANY_CALL, new ByteBudget(Long.MAX_VALUE).share());
            new XmlWriter().response(Map.of(call.method(), call.parameters()));
        } catch (BadRequestException e) {
            throw new IllegalStateException("a call of our own cannot be parsed", e);
        }
    }

    /**
     * Answers one request without a limit on memory.
     *
     * @param body the XML document
     * @return as of {@link #answer(byte[], ByteBudget.Share)}
     */
    public CompletableFuture<Reply> answer(byte[] body) {
        return answer(body, new ByteBudget(Long.MAX_VALUE).share());
    }

    /**
     * Answers one request. A fault is an answer like any other. No call is answered before the supervisor has begun its
     * work: its programs would seem to stay as they are.
     *
     * @param body the XML document
     * @param share where the memory of the call and its answer is counted; closed by the caller, when the reply has
     *     been closed or the future has failed
     * @return completed already if nothing had to be waited for; fails with {@link BadRequestException}, or with an Error
     */
    public CompletableFuture<Reply> answer(byte[] body, ByteBudget.Share share) {
        if (begun.isDone() && body.length <= MOST_READ_AT_ONCE) {
            return answerNow(body, share);
        }
        CallerSource caller = Caller.source();
        Executor later = body.length <= MOST_READ_AT_ONCE ? executor : longWork::begin;
        return begun.thenComposeAsync(_ -> Caller.with(caller, () -> answerNow(body, share)), later);
    }

    private CompletableFuture<Reply> answerNow(byte[] body, ByteBudget.Share share) {
        CompletableFuture<?> result;
        try {
            Call call = reader.read(body, share);
            result = RequestShare.with(share, () -> methods.call(call));
        } catch (BadRequestException e) {
            return CompletableFuture.failedFuture(e);
        } catch (RefusedException tooLarge) {
            result = CompletableFuture.failedFuture(tooLarge);
        }
        return result.isDone()
                ? result.handle((value, failure) -> write(value, failure, share))
                : result.handleAsync((value, failure) -> write(value, failure, share), executor);
    }

    private Reply write(Object value, Throwable failure, ByteBudget.Share share) {
        if (value instanceof Multicall.Answer(XmlWriter written)) {
            return new Reply(written, writers);
        }
        XmlWriter writer = writers.take(share);
        try {
            if (failure == null) {
                writer.response(value);
            } else {
                writer.fault(Fault.of(failure));
            }
        } catch (RuntimeException | StackOverflowError unwritable) { // too long, or no value of XML-RPC
            writer.cut(0);
            writer.fault(Fault.of(unwritable));
        }
        return new Reply(writer, writers);
    }

    /** All our methods. */
    static MethodTable table(
            Control control, RpcSettings settings, Executor executor, OneAtATime longWork, Writers writers) {
        MethodTable table = new MethodTable();
        table.add(new SystemHandler(table, longWork, writers).methods());
        table.add(new PerlHandler(control).methods());
        table.add(new ExplainHandler(control, executor).methods());
        table.add(new DaemonHandler(control).methods());
        if (settings.supervisorNamespace()) {
            table.add(new SupervisorHandler(control, settings, executor).methods());
        }
        return table;
    }
}
