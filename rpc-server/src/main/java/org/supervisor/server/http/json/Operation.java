package org.supervisor.server.http.json;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpMethod;

/**
 * One request that the API answers, listed once.
 *
 * @param verb GET for what only looks, else POST
 * @param path below {@code /api/v1}; a segment in braces stands for a parameter
 * @param meaning for people, and for programs that write programs
 * @param methods the XML-RPC methods that it uses; the caller needs the roles of all of them
 * @param parameters what it takes
 * @param action answers it, on a thread that may wait
 */
record Operation(
        HttpMethod verb,
        String path,
        Meaning meaning,
        List<String> methods,
        List<Parameter> parameters,
        Action action) {
    /**
     * What the OpenAPI description says.
     *
     * @param id its name
     * @param summary what it does, in a sentence
     * @param answers the members of its answer, in words
     */
    record Meaning(String id, String summary, String answers) {}

    /** Where a parameter stands. */
    enum Place {
        PATH,
        QUERY,
        BODY
    }

    /** The type of a parameter, as JSON Schema has them. */
    enum ValueType {
        STRING,
        INTEGER,
        BOOLEAN,
        STRINGS
    }

    /**
     * What an operation takes.
     *
     * @param isRequired whether it must be given
     */
    record Parameter(String name, Place in, ValueType type, boolean isRequired, String meaning) {}

    /** Answers a request. */
    @FunctionalInterface
    interface Action {
        /**
         * Answers.
         *
         * @return what is written as JSON: a Map, a List, a String, a Number, a Boolean, or a {@link Download}
         */
        Object answer(Input input, Calls calls);
    }

    /** An answer that is not JSON: a text to be saved as a file. */
    record Download(String fileName, String text) {}

    /** The values of the path's parameters, if it is a path of this operation. */
    Optional<Map<String, String>> match(List<String> segments) {
        return PathTemplate.match(path, segments);
    }
}
