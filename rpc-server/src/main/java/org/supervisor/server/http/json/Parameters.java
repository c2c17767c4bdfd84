package org.supervisor.server.http.json;

import org.supervisor.server.http.json.Operation.Parameter;
import org.supervisor.server.http.json.Operation.Place;
import org.supervisor.server.http.json.Operation.ValueType;

/** Parameters that several operations take. */
final class Parameters {
    static final Parameter NAME = new Parameter(
            "name", Place.PATH, ValueType.STRING, true, "the process: name, or group:name (percent-encoded)");
    static final Parameter GROUP = new Parameter("group", Place.PATH, ValueType.STRING, true, "the group");
    static final Parameter NAMES = body("names", ValueType.STRINGS, false, "which processes; all if it is left out");
    static final Parameter WAIT =
            body("wait", ValueType.BOOLEAN, false, "whether to answer only when it is done; false if it is left out");
    static final Parameter SIGNAL =
            body("signal", ValueType.STRING, true, "its name, with or without SIG, or its number");
    static final Parameter BYTES =
            query("bytes", ValueType.INTEGER, "how many of the last bytes, at most 1048576; 65536 if it is left out");

    private Parameters() {}

    static Parameter query(String name, ValueType type, String meaning) {
        return new Parameter(name, Place.QUERY, type, false, meaning);
    }

    static Parameter body(String name, ValueType type, boolean isRequired, String meaning) {
        return new Parameter(name, Place.BODY, type, isRequired, meaning);
    }
}
