/**
 * What is counted, as a scraper reads it. The only package that knows the Prometheus library, and nothing of it is loaded before the
 * first scrape.
 */
@API(status = API.Status.INTERNAL)
package org.supervisor.server.metrics;

import org.apiguardian.api.API;
