package org.supervisor.server;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.supervisor.server.config.ConfigException;
import org.supervisor.server.config.ExtensionSpec;
import org.supervisor.server.config.Loaded;
import org.supervisor.server.config.Problem;
import org.supervisor.server.engine.Aspect;
import org.supervisor.server.engine.AspectSource;
import org.supervisor.server.engine.Control;
import org.supervisor.server.engine.LoopTasks;
import org.supervisor.server.extension.Extension;
import org.supervisor.server.http.Route;
import org.supervisor.server.rpc.Method;

/** The extensions of one configuration, by the names of their sections. A daemon without any does not load this class. */
final class Extensions implements AspectSource {
    private static final Logger LOG = LoggerFactory.getLogger(Extensions.class);

    private final Map<String, Extension> extensions;

    private Extensions(Map<String, Extension> extensions) {
        this.extensions = extensions;
    }

    /**
     * Creates them all and closes them again.
     *
     * @throws ConfigException with all problems
     */
    static void check(Loaded loaded) throws ConfigException {
        List<Problem> problems = new ArrayList<>();
        for (ExtensionSpec spec : loaded.spec().extensions()) {
            try {
                close(spec.name(), create(spec));
            } catch (UnusableException unusable) {
                problems.add(spec.problem(unusable.getMessage()));
            }
        }
        if (!problems.isEmpty()) {
            throw ConfigException.of(loaded, problems);
        }
    }

    /**
     * Creates them for a daemon that starts, if there are any.
     *
     * @throws StartException if one of them cannot be used, although the configuration was read with it
     */
    static Extensions create(List<ExtensionSpec> specs) throws StartException {
        Map<String, Extension> extensions = new LinkedHashMap<>();
        for (ExtensionSpec spec : specs) {
            try {
                extensions.put(spec.name(), create(spec));
            } catch (UnusableException unusable) {
                throw refusal(spec.name(), unusable.getMessage());
            }
        }
        return new Extensions(extensions);
    }

    private static StartException refusal(String name, String reason) {
        return new StartException(ExitCode.USAGE, "Error: [rpcinterface:" + name + "]: " + reason);
    }

    /** Why an extension cannot be used. */
    private static final class UnusableException extends Exception {
        private static final long serialVersionUID = 1;

        UnusableException(String reason) {
            super(reason, null, false, false);
        }
    }

    private static Extension create(ExtensionSpec spec) throws UnusableException {
        String name = spec.className();
        try {
            Class<?> type = Class.forName(name, true, Extensions.class.getClassLoader());
            if (!Extension.class.isAssignableFrom(type)) {
                throw new UnusableException("the class " + name + " does not implement " + Extension.class.getName());
            }
            if (!Modifier.isPublic(type.getModifiers()) || Modifier.isAbstract(type.getModifiers())) {
                throw new UnusableException("the class " + name + " must be public and not abstract");
            }
            return (Extension) create(type, spec.configuration());
        } catch (ClassNotFoundException missing) {
            throw new UnusableException("there is no class " + name
                    + "; put its jar on the class path by the environment variable SUPERVISOR_CLASSPATH");
        } catch (InvocationTargetException thrown) {
            throw new UnusableException("the constructor of " + name + " failed: " + reason(thrown.getCause()));
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new UnusableException("the class " + name + " cannot be used: " + reason(e));
        }
    }

    private static Object create(Class<?> type, Map<String, String> configuration)
            throws ReflectiveOperationException, UnusableException {
        Optional<Constructor<?>> configured = constructor(type, Map.class);
        if (configured.isPresent()) {
            return configured.get().newInstance(configuration);
        }
        Optional<Constructor<?>> plain = constructor(type);
        if (plain.isEmpty()) {
            throw new UnusableException("the class " + type.getName()
                    + " must have a public constructor that takes a Map<String, String>, or nothing");
        }
        if (!configuration.isEmpty()) {
            throw new UnusableException("the class " + type.getName() + " takes no configuration, and its section has "
                    + String.join(", ", configuration.keySet()) + "; remove it");
        }
        return plain.get().newInstance();
    }

    private static Optional<Constructor<?>> constructor(Class<?> type, Class<?>... parameters) {
        try {
            return Optional.of(type.getConstructor(parameters));
        } catch (NoSuchMethodException none) {
            return Optional.empty();
        }
    }

    /** An Error in a static initialiser has the reason in its cause. */
    private static String reason(Throwable failure) {
        Throwable cause = failure instanceof ExceptionInInitializerError && failure.getCause() != null
                ? failure.getCause()
                : failure;
        return cause instanceof IllegalArgumentException && cause.getMessage() != null
                ? cause.getMessage()
                : cause.toString();
    }

    @Override
    public List<Aspect> aspects(LoopTasks loop) {
        return extensions.values().stream()
                .flatMap(extension -> extension.aspects(loop).stream())
                .toList();
    }

    /**
     * Their methods, with their full names.
     *
     * @throws StartException if one of them fails
     */
    List<Method> methods(Control control) throws StartException {
        List<Method> methods = new ArrayList<>();
        for (String name : extensions.keySet()) {
            for (Method method : of(name, extension -> extension.methods(control))) {
                methods.add(method.named(name + "." + method.name()));
            }
        }
        return methods;
    }

    /**
     * Their routes.
     *
     * @throws StartException if one of them fails
     */
    List<Route> routes(Control control) throws StartException {
        List<Route> routes = new ArrayList<>();
        for (String name : extensions.keySet()) {
            routes.addAll(of(name, extension -> extension.routes(control)));
        }
        return routes;
    }

    private <T> List<T> of(String name, Function<Extension, List<T>> part) throws StartException {
        try {
            return List.copyOf(part.apply(extensions.get(name)));
        } catch (RuntimeException | LinkageError | AssertionError e) {
            throw refusal(name, "the extension failed: " + reason(e));
        }
    }

    /** The daemon ends, or starts over. */
    void close() {
        extensions.forEach(Extensions::close);
    }

    private static void close(String name, Extension extension) {
        try {
            extension.close();
        } catch (RuntimeException | LinkageError | AssertionError e) {
            LOG.warn("[rpcinterface:{}]: closing the extension failed: {}", name, reason(e));
        }
    }
}
