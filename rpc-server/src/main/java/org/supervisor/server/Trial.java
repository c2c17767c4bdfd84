package org.supervisor.server;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.supervisor.server.config.Loaded;
import org.supervisor.server.http.HttpServer;
import org.supervisor.server.http.ListenException;
import org.supervisor.server.os.Handover;
import org.supervisor.server.os.StartConditions;
import org.supervisor.server.output.OutputJournal;
import org.supervisor.server.process.FailureReason;
import org.supervisor.server.process.NativeText;
import org.supervisor.server.survival.StateDirectory;
import org.supervisor.server.survival.StateJournal;

/**
 * Tries the build that is installed now, before this process becomes it: it is started by the same launch script with the same
 * options and {@code --check}, reads the configuration and what is to be handed over, and says that it can.
 */
final class Trial {
    private static final String PASSED = "can take over: " + Handover.FORMAT;
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final int LONGEST_OUTPUT = 64 * 1024;
    private static final int LONGEST_REPORT = 2000;

    private Trial() {}

    /**
     * Tries it. Blocks.
     *
     * @param command the launch script and its arguments
     * @param handed the names of the listeners that need not be opened
     * @return why it cannot be used; empty: it can
     */
    static Optional<String> failure(List<String> command, Path statedir, List<String> handed) {
        try {
            return failureOf(command, statedir, handed);
        } catch (IOException failure) {
            return Optional.of(FailureReason.withFile(failure));
        }
    }

    private static Optional<String> failureOf(List<String> command, Path statedir, List<String> handed)
            throws IOException {
        List<String> words = new ArrayList<>(command);
        words.add("--check");
        ProcessBuilder builder = new ProcessBuilder(Background.inAnyLocale(words));
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.putAll(Inherited.environmentOfNextBuild());
        environment.put(OwnVariables.TRIAL, NativeText.of(statedir));
        environment.put(OwnVariables.TRIAL_HANDED, String.join("\n", handed));
        Path here = NativeText.folder();
        builder.directory(Files.isDirectory(here) ? here.toFile() : new File("/")); // it may have been removed
        builder.redirectInput(Path.of("/dev/null").toFile()).redirectErrorStream(true);
        Process trial = builder.start();
        AtomicBoolean isTooLong = new AtomicBoolean();
        Thread limit = Thread.ofVirtual().start(() -> endLater(trial, isTooLong));
        try (InputStream output = trial.getInputStream()) {
            String text = new String(output.readNBytes(LONGEST_OUTPUT), StandardCharsets.UTF_8);
            return text.lines().anyMatch(PASSED::equals) ? Optional.empty() : Optional.of(report(text));
        } catch (IOException broken) {
            if (isTooLong.get()) {
                return Optional.of("it was not done with --check within " + LONGEST.toSeconds() + " s");
            }
            throw broken;
        } finally {
            limit.interrupt();
            trial.destroyForcibly();
        }
    }

    /** Ends it when its time is over, by closing its output, too. Its exit status is not asked for: others may reap it. */
    private static void endLater(Process trial, AtomicBoolean isTooLong) {
        try {
            Thread.sleep(LONGEST);
            isTooLong.set(true);
            trial.destroyForcibly();
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    private static String report(String output) {
        int reason = output.lastIndexOf("\nError: "); // what precedes it is what --check lists
        String text = output.substring(reason + 1).strip();
        if (text.isEmpty()) {
            return "it has ended without a word";
        }
        return text.length() <= LONGEST_REPORT ? text : "..." + text.substring(text.length() - LONGEST_REPORT);
    }

    /** In the build that is on trial, after the configuration was found to be good: the exit status. */
    static int pass(Loaded loaded, Path configuration) {
        String statedir = Inherited.environment().get(OwnVariables.TRIAL);
        if (statedir == null) {
            return ExitCode.OK.status();
        }
        Optional<String> objection = objection(loaded, configuration, NativeText.path(statedir));
        Console.print(objection.orElse(PASSED));
        return objection.isPresent() ? ExitCode.FAILED.status() : ExitCode.OK.status();
    }

    private static Optional<String> objection(Loaded loaded, Path configuration, Path statedir) {
        Path wanted = StateHolder.path(loaded, configuration);
        if (!wanted.equals(statedir)) {
            return Optional.of("Error: the state directory would be " + wanted + ", but what runs is known in "
                    + statedir + "; leave statedir as it is, or restart");
        }
        if (!loaded.spec().daemon().survival().adopts()) {
            return Optional.of("Error: adopt is false, so programs would be stopped; set it to true, or restart");
        }
        Optional<String> folder = StateDirectory.objection(statedir);
        if (folder.isPresent()) {
            return Optional.of("Error: the state directory " + statedir + " cannot be used: " + folder.get()
                    + "; what runs would not be found in it");
        }
        return StateJournal.objection(statedir)
                .or(() -> OutputJournal.objection(statedir))
                .map(why -> "Error: this build cannot read what the running one has written: " + why)
                .or(() -> objectionToStart(loaded, statedir));
    }

    /** Becomes what the daemon becomes at its start, and opens what it will have to open. */
    private static Optional<String> objectionToStart(Loaded loaded, Path statedir) {
        try {
            ProcessSetup.apply(loaded.spec(), StartConditions.of(new Handover()));
            Set<String> handed = Set.of(Inherited.environment()
                    .getOrDefault(OwnVariables.TRIAL_HANDED, "")
                    .split("\n", -1));
            HttpServer.tryOut(loaded.spec().servers(), handed);
            return Files.isWritable(statedir)
                    ? Optional.empty()
                    : Optional.of("Error: the user of [supervisord] may not write the state directory " + statedir
                            + "; leave user as it is, or restart");
        } catch (StartException refused) {
            return Optional.of(refused.getMessage());
        } catch (ListenException taken) {
            return Optional.of("Error: " + taken.getMessage());
        }
    }
}
