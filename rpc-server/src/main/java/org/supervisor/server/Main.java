package org.supervisor.server;

import java.io.IOException;
import org.supervisor.server.config.Check;
import org.supervisor.server.config.ConfigException;
import org.supervisor.server.config.Loaded;
import org.supervisor.server.os.OsException;
import org.supervisor.server.output.FailureReason;

/**
 * Starts the daemon under one of its two names: {@code supervisor}, with the Perl original's options, and
 * {@code supervisord}, with supervisord's.
 */
public final class Main {
    static final int EXIT_OK = 0;
    static final int EXIT_FAILED = 1;
    static final int EXIT_USAGE = 2;

    private Main() {}

    /** Runs the daemon until it is told to end. Exit status 0: in good order; 1: failed; 2: the call or a file is wrong. */
    public static void main(String[] args) {
        HeadStart.begin();
        System.exit(runWithinMemory(args));
    }

    private static int runWithinMemory(String[] args) {
        try {
            Program program = Program.current();
            return Options.parse(program, Inherited.arguments(args)).carryOut(program, Main::run);
        } catch (OutOfMemoryError full) {
            Console.error("Error: out of memory: Java objects may take "
                    + (Runtime.getRuntime().maxMemory() >> 20)
                    + " MiB; allow more with the environment variable SUPERVISOR_MAX_HEAP, such as"
                    + " SUPERVISOR_MAX_HEAP=1g");
            return EXIT_FAILED;
        }
    }

    private static int run(Invocation invocation) {
        Loaded loaded;
        try {
            loaded = invocation.load();
        } catch (ConfigException problems) {
            if (invocation.checksOnly()) {
                Console.print(Check.of(problems));
            } else {
                Console.error("Error: " + problems.supervisordText());
                Console.error(problems.report());
            }
            return EXIT_USAGE;
        }
        if (invocation.checksOnly()) {
            Console.print(Check.of(loaded));
            return EXIT_OK;
        }
        HeadStart.go(loaded.spec());
        try {
            return Background.isWanted(invocation, loaded.spec())
                    ? Background.launch()
                    : new Life(invocation, loaded).run();
        } catch (StartException wrong) {
            Console.error(wrong.getMessage());
            return wrong.exitStatus();
        } catch (IOException failure) {
            Console.error("Error: " + FailureReason.withFile(failure));
            return EXIT_FAILED;
        } catch (OsException failure) {
            Console.error("Error: " + failure.getMessage());
            return EXIT_FAILED;
        }
    }
}
