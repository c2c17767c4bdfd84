package org.supervisor.server.engine;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.function.Consumer;
import org.supervisor.api.Signal;
import org.supervisor.server.process.Child;
import org.supervisor.server.process.Gate;
import org.supervisor.server.process.Journal;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.ProcessGroup;
import org.supervisor.server.process.Transition;

/**
 * Passes what happens on to the aspects, in the order of their list. What one of them throws is logged, and the others
 * are called all the same. Loop's thread.
 */
final class Aspects implements Journal {
    private final List<Aspect> aspects;
    private final FailureLog failures;

    Aspects(List<Aspect> aspects, FailureLog failures) {
        this.aspects = List.copyOf(aspects);
        this.failures = failures;
    }

    void added(ProcessGroup group) {
        forEach(aspect -> aspect.added(group));
    }

    void removed(ProcessGroup group) {
        forEach(aspect -> aspect.removed(group));
    }

    private void forEach(Consumer<Aspect> part) {
        for (Aspect aspect : aspects) {
            failures.attempt(() -> part.accept(aspect));
        }
    }

    /**
     * The first gate of the list that is not open. What an aspect throws is thrown: it is unknown whether it would
     * hold.
     */
    Gate mayLaunch(ManagedProcess process) {
        for (Aspect aspect : aspects) {
            Gate gate = Objects.requireNonNull(aspect.mayLaunch(process), "an aspect returned no gate");
            if (!(gate instanceof Gate.Open)) {
                return gate;
            }
        }
        return Gate.OPEN;
    }

    /**
     * Adds what a launch needs. What an aspect throws is thrown: a process that lacks what one of them adds is not launched.
     *
     * @throws IOException the process cannot be launched; the message says why
     */
    void equip(ManagedProcess process, LaunchPlan plan) throws IOException {
        for (Aspect aspect : aspects) {
            aspect.equip(process, plan);
        }
    }

    @Override
    public void changed(Transition transition) {
        for (Aspect aspect : aspects) {
            try {
                aspect.changed(transition);
            } catch (Throwable failure) {
                failed(transition.process(), failure);
            }
        }
    }

    @Override
    public void wanted(ManagedProcess process) {
        for (Aspect aspect : aspects) {
            try {
                aspect.wanted(process);
            } catch (Throwable failure) {
                failed(process, failure);
            }
        }
    }

    @Override
    public void signalled(ManagedProcess process, Child child, Signal signal, Child.Delivery delivery) {
        for (Aspect aspect : aspects) {
            try {
                aspect.signalled(process, child, signal, delivery);
            } catch (Throwable failure) {
                failed(process, failure);
            }
        }
    }

    @Override
    public void failed(ManagedProcess process, Throwable failure) {
        failures.report(process.name().toString(), failure);
    }

    /** What is worth seeing beside the state of a process; empty: nothing. */
    String remark(ManagedProcess process) {
        StringJoiner words = new StringJoiner("; ");
        forEach(aspect -> {
            String remark = aspect.remark(process);
            if (!remark.isEmpty()) {
                words.add(remark);
            }
        });
        return words.toString();
    }

    /** What the aspects report of a process. */
    Facts facts(ManagedProcess process) {
        Facts facts = new Facts();
        forEach(aspect -> aspect.report(process, facts));
        return facts;
    }
}
