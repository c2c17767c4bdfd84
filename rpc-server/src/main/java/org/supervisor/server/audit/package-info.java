/** Who changed what: lines of JSON, each with the hash of the one before. Loaded only with {@code audit_logfile}. */
@API(status = API.Status.INTERNAL)
package org.supervisor.server.audit;

import org.apiguardian.api.API;
