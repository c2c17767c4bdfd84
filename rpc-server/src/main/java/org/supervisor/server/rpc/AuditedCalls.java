package org.supervisor.server.rpc;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.apache.xmlrpc.XmlRpcRequest;
import org.supervisor.api.FaultCode;
import org.supervisor.api.Role;
import org.supervisor.server.engine.Audit;
import org.supervisor.server.engine.AuditEntry;
import org.supervisor.server.engine.Caller;
import org.supervisor.server.engine.CallerSource;
import org.supervisor.server.engine.Excerpt;
import org.supervisor.server.engine.RefusedException;

/**
 * Has calls written down that change something, which are those that a viewer may not make, and those that are refused for want of
 * a right. Their answer waits until that is done. Any thread.
 */
final class AuditedCalls {
    private static final int MOST_CHARACTERS = 1000;
    private static final int MOST_MEMBERS = 10;

    private final Audit audit;

    AuditedCalls(Audit audit) {
        this.audit = audit;
    }

    /**
     * Makes a call.
     *
     * @param work makes it; may throw whatever there is
     */
    CompletableFuture<?> call(Method method, XmlRpcRequest request, Supplier<CompletableFuture<?>> work) {
        boolean changes = method.role() != Role.VIEWER;
        CallerSource caller = Caller.source();
        CompletableFuture<?> answer = changes ? unlessObstructed(work) : attempt(work);
        if (!changes && answer.isDone() && !answer.isCompletedExceptionally()) {
            return answer;
        }
        CompletableFuture<Object> noted = new CompletableFuture<>();
        var _ = answer.whenComplete((value, failure) -> {
            try {
                write(method, request, caller, value, failure, noted);
            } catch (RuntimeException e) { // nobody else would answer
                noted.completeExceptionally(e);
            }
        });
        return noted;
    }

    private void write(
            Method method,
            XmlRpcRequest request,
            CallerSource caller,
            Object value,
            Throwable failure,
            CompletableFuture<Object> noted) {
        boolean changes = method.role() != Role.VIEWER;
        AuditEntry.Kind kind = isRefusal(failure) ? AuditEntry.Kind.REFUSAL : AuditEntry.Kind.CALL;
        if (changes || kind == AuditEntry.Kind.REFUSAL) {
            AuditEntry entry = failure == null
                    ? AuditEntry.done(kind, caller.origin(), method.name(), shown(method, request))
                    : failed(kind, caller, method, request, cause(failure));
            var _ = audit.add(entry).thenRun(() -> finish(noted, value, failure));
        } else {
            finish(noted, value, failure);
        }
    }

    private static void finish(CompletableFuture<Object> noted, Object value, Throwable failure) {
        if (failure == null) {
            noted.complete(value);
        } else {
            noted.completeExceptionally(failure);
        }
    }

    private CompletableFuture<?> unlessObstructed(Supplier<CompletableFuture<?>> work) {
        Optional<String> obstacle = audit.obstacle();
        return obstacle.isPresent()
                ? CompletableFuture.failedFuture(new RefusedException(FaultCode.FAILED, obstacle.get()))
                : attempt(work);
    }

    private static CompletableFuture<?> attempt(Supplier<CompletableFuture<?>> work) {
        try {
            return work.get();
        } catch (Throwable e) { // an extension may throw whatever there is
            return CompletableFuture.failedFuture(e);
        }
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : failure;
    }

    private static boolean isRefusal(Throwable failure) {
        return failure != null
                && cause(failure) instanceof RefusedException refused
                && refused.code() == FaultCode.NOT_PERMITTED;
    }

    private static AuditEntry failed(
            AuditEntry.Kind kind, CallerSource caller, Method method, XmlRpcRequest request, Throwable cause) {
        FaultCode code = cause instanceof RefusedException refused ? refused.code() : FaultCode.FAILED;
        String text = cause instanceof RefusedException ? cause.getMessage() : code.text("a mistake of the supervisor");
        return new AuditEntry(
                kind, caller.origin(), method.name(), shown(method, request), OptionalInt.of(code.code()), text);
    }

    /** The arguments for people; of what may be a secret only its length. */
    private static List<String> shown(Method method, XmlRpcRequest request) {
        List<String> shown = new ArrayList<>();
        int left = MOST_CHARACTERS;
        for (int at = 0; at < request.getParameterCount(); at++) {
            if (at >= method.parameters().size() || left <= 0) {
                shown.add("(" + (request.getParameterCount() - at) + " more)");
                break;
            }
            Object value = request.getParameter(at);
            String text = method.parameters().get(at).isSecret() ? length(value) : Excerpt.of(text(value));
            left -= text.length();
            shown.add(text);
        }
        return shown;
    }

    private static String length(Object value) {
        return switch (value) {
            case String text -> "(" + text.length() + " characters)";
            case byte[] bytes -> "(" + bytes.length + " bytes)";
            case Object _ -> "(not shown)";
        };
    }

    private static String text(Object value) {
        return switch (value) {
            case byte[] bytes -> "(" + bytes.length + " bytes)";
            case Object[] array -> "(an array of " + array.length + ")";
            case Map<?, ?> struct
            when struct.size() <= MOST_MEMBERS -> {
                List<String> members = new ArrayList<>();
                struct.forEach((name, member) -> members.add(
                        Excerpt.of(name.toString()) + "=" + (member instanceof String s ? Excerpt.of(s) : "...")));
                yield String.join(", ", members);
            }
            case Map<?, ?> struct -> "(a struct of " + struct.size() + ")";
            case WireTypes.Nil _ -> "nil";
            case Object other -> other.toString();
        };
    }
}
