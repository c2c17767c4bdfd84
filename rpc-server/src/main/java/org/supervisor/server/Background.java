package org.supervisor.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.supervisor.server.config.SupervisorSpec;
import org.supervisor.server.os.Daemon;
import org.supervisor.server.process.NativeText;

/**
 * Goes to the background. A JVM cannot fork, so the first one starts another with the same command line in a session of
 * its own, waits until that one is ready or has failed, and ends with its exit status; errors are shown where the
 * command was typed.
 */
final class Background {
    private static final int READY = '+';

    /** As the launch script does. */
    private static final List<String> BLOCKING_SIGNALS = List.of("env", "--block-signal=HUP,INT,QUIT,TERM,USR2,CHLD");

    private Background() {}

    /** Whether this is the first JVM, and another is to do the work. */
    static boolean isWanted(Program program, SupervisorSpec spec) {
        return program == Program.SUPERVISORD && !spec.daemon().process().nodaemon() && !isDetached();
    }

    /** Starts the other JVM; its exit status, or 0 once it is ready. */
    static int launch() throws IOException {
        List<String> command = new ArrayList<>(BLOCKING_SIGNALS); // the JDK unblocks them in its children
        command.addAll(ownCommandLine());
        ProcessBuilder builder = new ProcessBuilder(inAnyLocale(command));
        builder.environment().put(OwnVariables.DETACHED, "1");
        builder.redirectInput(Path.of("/dev/null").toFile());
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        Process other = builder.start();
        if (other.getInputStream().read() == READY) {
            return ExitCode.OK.status();
        }
        try {
            return other.waitFor();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return ExitCode.FAILED.status();
        }
    }

    /** Called once the daemon answers: lets the first JVM end, and leaves its terminal. */
    static void ready() {
        if (isDetached()) {
            System.out.write(READY);
            System.out.flush();
            Daemon.leaveSession();
            Daemon.closeStandardStreams();
        }
    }

    static boolean isDetached() {
        return System.getenv(OwnVariables.DETACHED) != null;
    }

    private static List<String> ownCommandLine() throws IOException {
        List<String> words = new ArrayList<>(Inherited.commandLine());
        words.set(0, NativeText.of(Path.of("/proc/self/exe").toRealPath()));
        return words;
    }

    /** The JDK would encode a command in the locale's charset: what is not ASCII goes through a shell, byte by byte. */
    static List<String> inAnyLocale(List<String> command) {
        if (command.stream().allMatch(NativeText::isAscii)) {
            return command;
        }
        StringBuilder script = new StringBuilder("exec");
        for (String word : command) {
            script.append(" \"$(printf '");
            for (byte b : NativeText.bytes(word)) {
                script.append('\\').append(String.format("%03o", b & 0xFF));
            }
            script.append("')\"");
        }
        return List.of("/bin/sh", "-c", script.toString());
    }
}
