package org.supervisor.server.http.json;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.URIUtil;
import org.supervisor.server.engine.Caller;
import org.supervisor.server.engine.CallerSource;
import org.supervisor.server.engine.Excerpt;
import org.supervisor.server.http.BodyReader;
import org.supervisor.server.http.json.Problem.ProblemException;
import org.supervisor.server.process.Sha256;
import org.supervisor.server.rpc.ByteBudget;

/** Answers requests of the JSON API. Any thread may call; each request is carried out on a thread that may wait. */
final class JsonApi implements Request.Handler {
    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";
    private static final int LONGEST_KEY = 200;
    private static final int LARGEST_BODY_BYTES = 256 << 10;
    private static final long MOST_MEMORY_BYTES = 64L << 20;

    private final ApiRoutes.Parts parts;
    private final List<Operation> operations = new ArrayList<>();
    private final ByteBudget budget;
    private final Replays replays = new Replays(System::nanoTime);

    JsonApi(ApiRoutes.Parts parts) {
        this.parts = parts;
        this.budget = new ByteBudget(Math.min(MOST_MEMORY_BYTES, parts.limits().memoryBytes()));
        operations.addAll(new Looks(parts.control(), parts.version()).operations());
        operations.addAll(Changes.operations());
        operations.add(OpenApi.operation(operations, parts));
    }

    /** All that can be requested. */
    List<Operation> operations() {
        return operations;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        CallerSource caller = Caller.source();
        ByteBudget.Share share = budget.share();
        Callback counted = Callback.from(callback, share::close);
        var _ = body(request, share)
                .whenComplete((body, failure) -> parts.executor().execute(() -> {
                    CompletableFuture<Answer> answer = failure == null
                            ? Caller.with(caller, () -> answer(request, body, share))
                            : CompletableFuture.completedFuture(Answer.of(unreadable(failure, response)));
                    var _ = answer.whenComplete((ready, _) -> send(ready, request, response, counted));
                }));
        return true;
    }

    private static void send(Answer answer, Request request, Response response, Callback callback) {
        try {
            answer.send(request, response, callback);
        } catch (Throwable e) { // nobody else would end the request
            callback.failed(e);
        }
    }

    private CompletableFuture<byte[]> body(Request request, ByteBudget.Share share) {
        return HttpMethod.GET.is(request.getMethod())
                ? CompletableFuture.completedFuture(new byte[0])
                : BodyReader.read(request, parts.limits().withBody(LARGEST_BODY_BYTES), share);
    }

    private static Problem unreadable(Throwable failure, Response response) {
        response.getHeaders().put(HttpHeader.CONNECTION, "close");
        return switch (failure) {
            case BodyReader.RefusedBodyException large
            when large.status() == HttpStatus.PAYLOAD_TOO_LARGE_413 ->
                new Problem(
                        large.status(), Optional.empty(), "the body has more than " + LARGEST_BODY_BYTES + " bytes");
            case BodyReader.RefusedBodyException refused ->
                new Problem(refused.status(), Optional.empty(), refused.getMessage());
            case Throwable _ -> new Problem(HttpStatus.BAD_REQUEST_400, Optional.empty(), "the body cannot be read");
        };
    }

    /** @return never fails */
    private CompletableFuture<Answer> answer(Request request, byte[] body, ByteBudget.Share share) {
        try {
            List<String> segments = segments(request);
            Operation operation = find(segments, request.getMethod());
            operation.methods().forEach(parts.endpoint()::require);
            Input input =
                    Input.of(operation, operation.match(segments).orElseThrow(), query(request), object(request, body));
            String key = request.getHeaders().get(IDEMPOTENCY_KEY);
            if (key == null || operation.verb() == HttpMethod.GET) {
                return CompletableFuture.completedFuture(carryOut(operation, input, share));
            }
            return once(key, request, body, () -> carryOut(operation, input, share));
        } catch (Throwable failure) { // nobody else would answer
            return CompletableFuture.completedFuture(Answer.of(Problem.of(failure)));
        }
    }

    private CompletableFuture<Answer> once(String key, Request request, byte[] body, Supplier<Answer> work) {
        if (key.length() > LONGEST_KEY) {
            throw new ProblemException(
                    HttpStatus.BAD_REQUEST_400, "an Idempotency-Key has at most " + LONGEST_KEY + " characters");
        }
        String line = request.getMethod() + ' ' + request.getHttpURI().getPathQuery() + '\n';
        String all = Sha256.hex(line.getBytes(StandardCharsets.UTF_8), body); // a body may be long
        String login = Caller.current().name().orElse("");
        Replays.Place place = replays.place(new Replays.Key(login, key), all);
        if (place.isMine()) {
            place.answer().complete(work.get());
        }
        return place.answer();
    }

    /** Whatever it throws is its answer. */
    private Answer carryOut(Operation operation, Input input, ByteBudget.Share share) {
        try {
            return Answer.of(operation.action().answer(input, new Calls(parts.endpoint(), share)));
        } catch (Throwable failure) {
            return Answer.of(Problem.of(failure));
        }
    }

    private Operation find(List<String> segments, String verb) {
        List<Operation> there = operations.stream()
                .filter(operation -> operation.match(segments).isPresent())
                .toList();
        return there.stream()
                .filter(operation -> operation.verb().is(verb))
                .findFirst()
                .orElseThrow(() -> there.isEmpty()
                        ? new ProblemException(
                                HttpStatus.NOT_FOUND_404,
                                "there is no /" + Excerpt.of(String.join("/", segments)) + " here; " + OpenApi.PATH
                                        + " describes what there is")
                        : new ProblemException(
                                HttpStatus.METHOD_NOT_ALLOWED_405,
                                "this is a " + there.getFirst().verb() + " request"));
    }

    private static List<String> segments(Request request) {
        String path = request.getHttpURI().getPath().substring(ApiRoutes.PATH.length());
        if (!path.isEmpty() && !path.startsWith("/")) {
            throw new ProblemException(HttpStatus.NOT_FOUND_404, "there is nothing here");
        }
        try {
            return PathTemplate.segments(path).stream().map(URIUtil::decodePath).toList();
        } catch (IllegalArgumentException invalid) {
            throw new ProblemException(HttpStatus.BAD_REQUEST_400, "the path has an escape that is none");
        }
    }

    private static Map<String, String> query(Request request) {
        Map<String, String> query = new HashMap<>();
        try {
            Request.extractQueryParameters(request).forEach(field -> query.put(field.getName(), field.getValue()));
        } catch (RuntimeException invalid) {
            throw new ProblemException(HttpStatus.BAD_REQUEST_400, "the query cannot be read");
        }
        return query;
    }

    /** A page of another site cannot send this type without asking first. */
    private static Map<String, Object> object(Request request, byte[] body) {
        if (HttpMethod.GET.is(request.getMethod())) {
            return Map.of();
        }
        String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
        if (type == null || !type.split(";", -1)[0].strip().equalsIgnoreCase("application/json")) {
            throw new ProblemException(
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE_415, "the Content-Type must be application/json");
        }
        try {
            return JsonText.readObject(body);
        } catch (IOException invalid) {
            throw new ProblemException(
                    HttpStatus.BAD_REQUEST_400, "the body is no JSON: " + Excerpt.of(invalid.getMessage()));
        }
    }
}
