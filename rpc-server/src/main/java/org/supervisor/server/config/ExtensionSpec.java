package org.supervisor.server.config;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.supervisor.server.process.Dialect;
import org.supervisor.server.process.NativeText;

/**
 * An extension that {@code [rpcinterface:x]} names.
 *
 * @param name the prefix of its methods, such as {@code x}
 * @param className the Java class
 * @param configuration the other keys of its section, in their order, expanded
 * @param file where the class is named
 * @param line the same
 */
public record ExtensionSpec(String name, String className, Map<String, String> configuration, Path file, int line) {
    /** Before the name of its section. */
    static final String PREFIX = "rpcinterface:";

    /** Before a factory that is a Java class. */
    static final String JAVA = "java:";

    private static final String KEY = OtherKeys.FACTORY.name(Dialect.SUPERVISORD);

    public ExtensionSpec {
        configuration = Collections.unmodifiableMap(new LinkedHashMap<>(configuration));
    }

    /**
     * Where it is, for people.
     *
     * @param here the file that is spoken of already
     */
    public String place(Path here) {
        String in = file.equals(here) ? "" : " of " + Printable.line(NativeText.of(file));
        return "[" + PREFIX + Printable.line(name) + "] in line " + line + in;
    }

    /** A problem with it. */
    public Problem problem(String reason) {
        String section = PREFIX + name;
        String factory = JAVA + className;
        return new Problem(
                file,
                line,
                section,
                KEY + " = " + factory,
                reason,
                factory + " cannot be resolved within [" + section + "]: " + reason);
    }
}
