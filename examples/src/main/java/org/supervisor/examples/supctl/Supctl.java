package org.supervisor.examples.supctl;

import java.util.Map;
import org.supervisor.server.Inherited;

/** The console: controls a supervisor. */
public final class Supctl {
    private static final int USAGE = 2;

    private Supctl() {}

    /** Runs one command, or a session at a prompt, and exits with its status. */
    public static void main(String[] args) {
        Screen screen = Screen.ofThisProcess();
        int status = run(Inherited.arguments(args), Inherited.environment(), screen);
        screen.out().flush();
        System.exit(status);
    }

    static int run(String[] args, Map<String, String> environment, Screen screen) {
        try {
            Arguments arguments = Arguments.parse(args);
            if (arguments.isHelpWanted()) {
                screen.out().print(Help.overview());
                return 0;
            }
            Target target = Target.of(arguments, environment);
            try (Session session = new Session(target, screen, arguments.isJsonWanted())) {
                return run(arguments, session);
            }
        } catch (UsageException e) {
            screen.err().println("Error: " + e.getMessage());
            screen.err().println("For help, use supctl --help");
            return USAGE;
        }
    }

    private static int run(Arguments arguments, Session session) {
        if (arguments.perlCommand().isPresent()) {
            String command = arguments.perlCommand().get();
            return new PerlCommands(session)
                    .run(command, arguments.option(command).orElse(""));
        }
        if (!arguments.words().isEmpty()) {
            return new Dispatcher(session).run(arguments.words());
        }
        if (session.screen().isInputTerminal()) {
            return LineEditor.run(session, arguments);
        }
        if (arguments.isSessionWanted() || Prompt.hasLines(session.screen().in())) {
            return Prompt.run(session);
        }
        return new PerlCommands(session).connect();
    }
}
