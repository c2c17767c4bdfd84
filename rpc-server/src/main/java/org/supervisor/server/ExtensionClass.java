package org.supervisor.server;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.Optional;
import org.supervisor.server.config.ExtensionSpec;
import org.supervisor.server.extension.Extension;

/** The class that a section names as its extension. */
final class ExtensionClass {
    private ExtensionClass() {}

    /** Why an extension cannot be used. */
    static final class UnusableException extends Exception {
        private static final long serialVersionUID = 1;

        UnusableException(String reason) {
            super(reason, null, false, false);
        }
    }

    /** Creates an instance. */
    static Extension create(ExtensionSpec spec) throws UnusableException {
        String name = spec.className();
        try {
            Class<?> type = Class.forName(name, true, ExtensionClass.class.getClassLoader());
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
        } catch (ReflectiveOperationException | Error e) { // a static initialiser throws any error
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

    /** Why code of an extension failed, for its user. An error in a static initialiser has the reason in its cause. */
    static String reason(Throwable failure) {
        Throwable cause = failure instanceof ExceptionInInitializerError && failure.getCause() != null
                ? failure.getCause()
                : failure;
        return cause instanceof IllegalArgumentException && cause.getMessage() != null
                ? cause.getMessage()
                : cause.toString();
    }
}
