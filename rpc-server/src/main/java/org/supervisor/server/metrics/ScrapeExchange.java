package org.supervisor.server.metrics;

import io.prometheus.metrics.exporter.common.PrometheusHttpExchange;
import io.prometheus.metrics.exporter.common.PrometheusHttpRequest;
import io.prometheus.metrics.exporter.common.PrometheusHttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;
import java.util.TreeMap;

/** A request and its answer as the library wants to see them. Confined to one thread. */
final class ScrapeExchange implements PrometheusHttpExchange, PrometheusHttpRequest, PrometheusHttpResponse {
    private final ScrapeRequest request;
    private final Map<String, String> headers = new TreeMap<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private int status;

    ScrapeExchange(ScrapeRequest request) {
        this.request = request;
    }

    ScrapeAnswer answer() {
        return new ScrapeAnswer(status, headers, ByteBuffer.wrap(body.toByteArray()));
    }

    @Override
    public PrometheusHttpRequest getRequest() {
        return this;
    }

    @Override
    public PrometheusHttpResponse getResponse() {
        return this;
    }

    @Override
    public void handleException(IOException failure) throws IOException {
        throw failure;
    }

    @Override
    public void handleException(RuntimeException failure) {
        throw failure;
    }

    @Override
    public void close() {}

    @Override
    public String getQueryString() {
        return request.query();
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return Collections.enumeration(request.headers().apply(name));
    }

    @Override
    public String getMethod() {
        return request.method();
    }

    @Override
    public String getRequestPath() {
        return request.path();
    }

    @Override
    public void setHeader(String name, String value) {
        headers.put(name, value);
    }

    @Override
    public OutputStream sendHeadersAndGetBody(int statusCode, int contentLength) {
        status = statusCode;
        return body;
    }
}
