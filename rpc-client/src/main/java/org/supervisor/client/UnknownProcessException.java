package org.supervisor.client;

/** A method with a Perl name was called for a process that the supervisor does not know. */
public final class UnknownProcessException extends SupervisorException {
    private static final long serialVersionUID = 1;
    private final String name;

    UnknownProcessException(String name, String message) {
        super(message, null);
        this.name = name;
    }

    /** The requested name. */
    public String name() {
        return name;
    }
}
