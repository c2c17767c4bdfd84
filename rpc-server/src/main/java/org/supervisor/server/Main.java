package org.supervisor.server;

import java.io.IOException;
import java.util.List;
import org.supervisor.server.config.Check;
import org.supervisor.server.config.ConfigException;
import org.supervisor.server.config.Loaded;
import org.supervisor.server.os.OsException;
import org.supervisor.server.process.FailureReason;

/**
 * Starts the daemon under one of its two names: {@code supervisor}, with the Perl original's options, and
 * {@code supervisord}, with supervisord's.
 */
public final class Main {
    private Main() {}

    /** Runs the daemon until it is asked to end, and exits with one of {@link ExitCode}. */
    public static void main(String[] args) {
        Warmup.begin();
        System.exit(runWithinMemory(args));
    }

    private static int runWithinMemory(String[] args) {
        try {
            Program program = Program.current();
            String[] arguments = Inherited.arguments(args);
            return Options.parse(program, arguments)
                    .carryOut(program, invocation -> run(invocation, List.of(arguments)));
        } catch (OutOfMemoryError full) {
            Console.error("Error: out of memory: Java objects may take "
                    + (Runtime.getRuntime().maxMemory() >> 20)
                    + " MiB; allow more with the environment variable SUPERVISOR_MAX_HEAP, such as"
                    + " SUPERVISOR_MAX_HEAP=1g");
            return ExitCode.FAILED.status();
        }
    }

    private static int run(Invocation invocation, List<String> arguments) {
        try {
            if (invocation.checksOnly()) {
                Loaded checked = invocation.load();
                Console.print(Check.of(CgroupCheck.warned(checked)));
                return Trial.pass(checked, invocation.configuration());
            }
            Loaded loaded = invocation.read();
            Warmup.go(loaded.spec());
            return Background.isWanted(invocation.program(), loaded.spec())
                    ? Background.launch()
                    : new SupervisorDaemon(invocation, arguments, loaded).run();
        } catch (ConfigException problems) {
            report(problems, invocation.checksOnly());
            return ExitCode.USAGE.status();
        } catch (StartException wrong) {
            Console.error(wrong.getMessage());
            return wrong.exitCode().status();
        } catch (IOException failure) {
            Console.error("Error: " + FailureReason.withFile(failure));
            return ExitCode.FAILED.status();
        } catch (OsException failure) {
            Console.error("Error: " + failure.getMessage());
            return ExitCode.FAILED.status();
        }
    }

    private static void report(ConfigException problems, boolean isAsked) {
        if (isAsked) {
            Console.print(Check.of(problems));
        } else {
            Console.error("Error: " + problems.supervisordText());
            Console.error(problems.report());
        }
    }
}
