package org.supervisor.server.config;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The {@code [rpcinterface:]} sections, of which only supervisor's own can be served. */
final class RpcInterfaces {
    private static final String PREFIX = "rpcinterface:";
    private static final String MAIN = "supervisor";
    private static final String KEY = OtherKeys.FACTORY.name(Dialect.SUPERVISORD);
    private static final String FACTORY = "supervisor.rpcinterface:make_main_rpcinterface";

    private static final String EXPECTED = "expected the line: " + KEY + " = " + FACTORY;

    private final Document document;
    private final Function<Section, Values> values;

    /**
     * A reader.
     *
     * @param values opens a section
     */
    RpcInterfaces(Document document, Function<Section, Values> values) {
        this.document = document;
        this.values = values;
    }

    /** Whether supervisor's own interface is to be served. */
    boolean read() {
        boolean found = false;
        for (Section section : document.startingWith(PREFIX)) {
            found |= isMain(values.apply(section));
        }
        return found;
    }

    private static boolean isMain(Values values) {
        String name = values.section().name();
        if (values.setting(OtherKeys.FACTORY).isEmpty()) {
            values.problem(OtherKeys.FACTORY, EXPECTED, "section [" + name + "] does not specify a " + KEY);
            return false;
        }
        Optional<String> factory = values.find(OtherKeys.FACTORY).map(EntryPoint::normal);
        boolean isMain = values.section().suffix().equals(MAIN);
        if (factory.isEmpty() || (isMain && factory.get().equals(FACTORY))) {
            return factory.isPresent();
        }
        if (isMain || factory.get().isEmpty() || isMisspelt(factory.get())) {
            values.problem(OtherKeys.FACTORY, EXPECTED, EntryPoint.refusal(factory.get(), name));
        } else if (factory.get().equals(FACTORY)) {
            values.warn(
                    OtherKeys.FACTORY,
                    "clients expect this interface in [" + PREFIX + MAIN + "]; here it is not offered");
        } else {
            values.warn(OtherKeys.FACTORY, "Python code is not run here; this interface is not offered");
        }
        return false;
    }

    private static boolean isMisspelt(String factory) {
        return !factory.equals(FACTORY)
                && (factory.equalsIgnoreCase(FACTORY)
                        || NearSpelling.of(factory, List.of(FACTORY)).isPresent());
    }
}
