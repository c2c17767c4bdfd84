/**
 * The JSON API: a second way to the methods of {@code rpc}, for pages and for programs that prefer JSON to XML. Each
 * operation is a value in a list ({@link org.supervisor.server.http.json.Operation}), from which requests are answered and
 * the OpenAPI description is written. Loaded when the first request comes.
 */
@API(status = API.Status.INTERNAL)
package org.supervisor.server.http.json;

import org.apiguardian.api.API;
