package org.supervisor.examples.supctl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

final class TopVerb implements Verb {
    private static final String ONCE = "--once";

    @Override
    public Argument argument() {
        return Argument.OTHER;
    }

    @Override
    public String purpose() {
        return "Show all processes as they change, and act on them by keys";
    }

    @Override
    public List<String> usage() {
        return List.of("top", "top --once     prints one table, as it does without a terminal");
    }

    @Override
    public List<String> options() {
        return List.of(ONCE);
    }

    @Override
    public int run(Session session, List<String> arguments) {
        if (arguments.stream().anyMatch(word -> !word.equals(ONCE))) {
            return misused(session, "top accepts no names; in the table, / selects by name", Exit.WRONG_ARGUMENTS);
        }
        TopLook first = TopLook.of(session.client());
        if (arguments.contains(ONCE)
                || !session.screen().isInputTerminal()
                || !session.screen().isOutputTerminal()) {
            TopTable.plain(first).forEach(session::print);
        } else {
            show(session, first);
        }
        return Exit.OK;
    }

    private static void show(Session session, TopLook first) {
        session.screen().out().flush();
        try {
            if (session.terminal().isPresent()) {
                show(session, first, session.terminal().get());
                return;
            }
            try (Terminal terminal = TerminalBuilder.builder().system(true).build()) {
                show(session, first, terminal);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void show(Session session, TopLook first, Terminal terminal) throws InterruptedException {
        if (TopScreen.isFor(terminal)) {
            TopScreen.run(session, first, terminal);
        } else {
            session.complain("This terminal cannot move its cursor, or TERM does not say how; so this is one table.");
            TopTable.plain(first).forEach(session::print);
        }
    }
}
