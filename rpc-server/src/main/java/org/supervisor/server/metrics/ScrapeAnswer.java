package org.supervisor.server.metrics;

import java.nio.ByteBuffer;
import java.util.Map;

/**
 * The answer to a scrape.
 *
 * @param status of HTTP
 * @param headers its header fields
 */
public record ScrapeAnswer(int status, Map<String, String> headers, ByteBuffer body) {}
