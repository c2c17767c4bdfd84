/**
 * What a supervisor leaves for the one after it: a folder that one daemon holds at a time, and in it a journal of what each
 * process is doing. Knows nothing of the engine, and calls the system through {@code os}.
 */
@API(status = API.Status.INTERNAL)
package org.supervisor.server.survival;

import org.apiguardian.api.API;
