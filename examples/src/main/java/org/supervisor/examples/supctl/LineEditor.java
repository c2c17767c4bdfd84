package org.supervisor.examples.supctl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.supervisor.api.ConfigInfo;
import org.supervisor.api.EventType;
import org.supervisor.api.ProcessInfo;
import org.supervisor.client.SupervisorException;

/** A session at a terminal: history, completion; Ctrl-C ends the running command, not the session. */
final class LineEditor {
    private final Session session;
    private final LineReader reader;

    private LineEditor(Session session, LineReader reader) {
        this.session = session;
        this.reader = reader;
    }

    static int run(Session session, Arguments arguments) {
        try (Terminal terminal = TerminalBuilder.builder().system(true).build()) {
            session.sitsAt(terminal);
            terminal.handle(Terminal.Signal.INT, signal -> session.interrupt());
            LineReader reader = LineReaderBuilder.builder()
                    .terminal(terminal)
                    .appName("supctl")
                    .variable(LineReader.HISTORY_FILE, history(arguments))
                    .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                    .completer((editor, line, candidates) -> complete(session, line, candidates))
                    .build();
            new LineEditor(session, reader).readLines();
            return Exit.OK;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path history(Arguments arguments) {
        return arguments
                .option("history_file")
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".supctl_history"));
    }

    private void readLines() {
        session.confirmBy(question -> reader.readLine(question).strip().equalsIgnoreCase("y"));
        Dispatcher dispatcher = new Dispatcher(session);
        dispatcher.run(List.of("status"));
        while (!session.isEnded()) {
            session.screen().out().flush();
            try {
                Prompt.execute(dispatcher, reader.readLine(session.target().prompt() + "> "));
            } catch (UserInterruptException e) {
                session.print("");
            } catch (EndOfFileException e) {
                session.end();
            }
        }
    }

    private static void complete(Session session, ParsedLine line, List<Candidate> candidates) {
        if (line.wordIndex() == 0) {
            for (Verbs.Entry entry : Verbs.all()) {
                candidates.add(new Candidate(
                        entry.name(), entry.name(), null, entry.verb().purpose(), null, null, true));
            }
        } else {
            candidates(session, line.words().get(0)).forEach(word -> candidates.add(new Candidate(word)));
        }
    }

    /** The words that may come after a verb; none if the supervisor does not answer. */
    static List<String> candidates(Session session, String verb) {
        try {
            return Verbs.named(verb)
                    .map(entry -> candidates(session, entry.verb().argument()))
                    .orElse(List.of());
        } catch (SupervisorException e) {
            return List.of();
        }
    }

    private static List<String> candidates(Session session, Argument argument) {
        return switch (argument) {
            case NONE, OTHER -> List.of();
            case GROUPS -> groups(session);
            case PROCESSES -> processes(session);
            case EVENT_TYPES ->
                Arrays.stream(EventType.values()).map(EventType::name).toList();
            case VERBS -> Verbs.names();
            case SHELLS -> CompletionVerb.SHELLS;
        };
    }

    private static List<String> groups(Session session) {
        TreeSet<String> groups = new TreeSet<>();
        session.client().supervisor().allConfigInfo().stream()
                .map(ConfigInfo::group)
                .forEach(groups::add);
        return List.copyOf(groups);
    }

    private static List<String> processes(Session session) {
        List<String> names = new ArrayList<>(List.of("all"));
        TreeSet<String> groups = new TreeSet<>();
        for (ProcessInfo info : session.client().supervisor().allProcessInfo()) {
            names.add(info.namespec());
            if (!info.group().equals(info.name())) {
                groups.add(info.group() + ":*");
            }
        }
        names.addAll(groups);
        return names;
    }
}
