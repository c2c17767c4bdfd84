package org.supervisor.server.metrics;

import java.util.List;
import java.util.function.Function;

/**
 * What a scraper asks for.
 *
 * @param method GET or HEAD
 * @param path where
 * @param query after the question mark, undecoded; null: there is none
 * @param headers the values of a header field, by its name
 */
public record ScrapeRequest(String method, String path, String query, Function<String, List<String>> headers) {}
