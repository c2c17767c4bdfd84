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

/** A session at a terminal: history, completion, Ctrl-C ends what runs and not the session. */
final class LineEditor {
    private final Session session;
    private final LineReader reader;

    private LineEditor(Session session, LineReader reader) {
        this.session = session;
        this.reader = reader;
    }

    static int run(Session session, Arguments arguments) {
        try (Terminal terminal = TerminalBuilder.builder().system(true).build()) {
            terminal.handle(Terminal.Signal.INT, signal -> session.interrupt());
            String history = arguments.option("history_file");
            LineReader reader = LineReaderBuilder.builder()
                    .terminal(terminal)
                    .appName("supctl")
                    .variable(
                            LineReader.HISTORY_FILE,
                            history != null
                                    ? Path.of(history)
                                    : Path.of(System.getProperty("user.home"), ".supctl_history"))
                    .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                    .completer((editor, line, candidates) -> complete(session, line, candidates))
                    .build();
            new LineEditor(session, reader).converse();
            return Exit.OK;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void converse() {
        session.beInteractive(question -> reader.readLine(question).strip().equalsIgnoreCase("y"));
        Verbs verbs = new Verbs(session);
        verbs.run(List.of("status"));
        boolean goOn = true;
        while (goOn) {
            session.screen().out().flush();
            try {
                goOn = Prompt.obey(verbs, reader.readLine(session.target().prompt() + "> "));
            } catch (UserInterruptException e) {
                session.print("");
            } catch (EndOfFileException e) {
                goOn = false;
            }
        }
    }

    private static void complete(Session session, ParsedLine line, List<Candidate> candidates) {
        if (line.wordIndex() == 0) {
            Manual.entries()
                    .forEach(entry -> candidates.add(
                            new Candidate(entry.verb(), entry.verb(), null, entry.purpose(), null, null, true)));
            return;
        }
        String verb = line.words().get(0);
        if (verb.equals("help")) {
            Manual.entries().forEach(entry -> candidates.add(new Candidate(entry.verb())));
        }
        Manual.entries().stream()
                .filter(entry -> entry.verb().equals(verb))
                .forEach(
                        entry -> names(session, entry.argument()).forEach(name -> candidates.add(new Candidate(name))));
    }

    private static List<String> names(Session session, Manual.Argument argument) {
        try {
            return switch (argument) {
                case NONE -> List.of();
                case GROUPS -> groups(session);
                case PROCESSES -> processes(session);
                case EVENT_TYPES ->
                    Arrays.stream(EventType.values()).map(EventType::name).toList();
            };
        } catch (SupervisorException e) {
            return List.of();
        }
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
