package org.supervisor.server.http;

import java.io.IOException;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.supervisor.server.engine.Caller;
import org.supervisor.server.engine.CallerSource;
import org.supervisor.server.engine.Control;
import org.supervisor.server.metrics.ScrapeAnswer;
import org.supervisor.server.metrics.ScrapeRequest;
import org.supervisor.server.metrics.Scraper;
import org.supervisor.server.rpc.RpcEndpoint;

/** Shows what is counted to scrapers. Nothing exists for that before the first of them. */
final class MetricsHandler implements Request.Handler {
    /** Each answer is some megabytes for a thousand programs, until its client has read it. */
    private static final int MOST_AT_ONCE = 4;

    private final Control control;
    private final RpcEndpoint endpoint;
    private final Semaphore free = new Semaphore(MOST_AT_ONCE);
    private Scraper scraper; // null: nobody has scraped yet

    MetricsHandler(Control control, RpcEndpoint endpoint) {
        this.control = control;
        this.endpoint = endpoint;
    }

    private synchronized Scraper scraper() {
        if (scraper == null) {
            scraper = new Scraper(control, endpoint);
        }
        return scraper;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        if (!free.tryAcquire()) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, 1);
            ErrorPage.send(
                    response,
                    callback,
                    HttpStatus.SERVICE_UNAVAILABLE_503,
                    MOST_AT_ONCE + " scrapes are being answered, and that is the limit; scrape from fewer places");
            return true;
        }
        CallerSource caller = Caller.source();
        Callback counted = Callback.from(callback, () -> free.release());
        Thread.ofVirtual()
                .name("scrape")
                .start(() -> Caller.with(caller, () -> {
                    answer(request, response, counted);
                    return null;
                }));
        return true;
    }

    private void answer(Request request, Response response, Callback callback) {
        try {
            ScrapeAnswer answer = scraper()
                    .answer(new ScrapeRequest(
                            request.getMethod(),
                            request.getHttpURI().getPath(),
                            request.getHttpURI().getQuery(),
                            request.getHeaders()::getValuesList));
            response.setStatus(answer.status());
            answer.headers().forEach(response.getHeaders()::put);
            if (!request.getMethod().equals("HEAD")) { // for which there is a length already, and no body
                response.getHeaders()
                        .put(HttpHeader.CONTENT_LENGTH, answer.body().remaining());
            }
            response.write(true, answer.body(), callback);
        } catch (Scraper.StalledException stalled) {
            ErrorPage.send(response, callback, HttpStatus.SERVICE_UNAVAILABLE_503, stalled.getMessage());
        } catch (IOException | RuntimeException | Error failure) {
            callback.failed(failure);
        }
    }
}
