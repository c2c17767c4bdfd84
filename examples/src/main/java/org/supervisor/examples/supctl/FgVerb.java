package org.supervisor.examples.supctl;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.supervisor.api.FaultCode;
import org.supervisor.api.LogStream;
import org.supervisor.client.FaultException;
import org.supervisor.client.SupervisorException;

final class FgVerb implements Verb {
    @Override
    public Argument argument() {
        return Argument.PROCESSES;
    }

    @Override
    public String purpose() {
        return "Show what a process writes and send it what you type, until Ctrl-D or Ctrl-C";
    }

    @Override
    public List<String> usage() {
        return List.of("fg NAME");
    }

    @Override
    public int run(Session session, List<String> names) {
        if (names.isEmpty()) {
            session.print("ERROR: no process name supplied");
            session.print(help());
            return Exit.FAILED;
        }
        if (names.size() > 1) {
            session.print("ERROR: too many process names supplied");
            return Exit.FAILED;
        }
        String name = names.get(0);
        Optional<String> obstacle = obstacle(session, name);
        if (obstacle.isPresent()) {
            session.print("ERROR: " + obstacle.get());
            return Exit.FAILED;
        }
        LogPrinter.announce(session);
        connect(session, name);
        session.print("Exiting foreground");
        return Exit.OK;
    }

    private static Optional<String> obstacle(Session session, String name) {
        try {
            return session.client().supervisor().processInfo(name).state().isSignallable()
                    ? Optional.empty()
                    : Optional.of("process not running");
        } catch (FaultException e) {
            if (!e.is(FaultCode.BAD_NAME)) {
                throw e;
            }
            return Optional.of("bad process name supplied");
        }
    }

    /** Prints what the process writes and sends what is typed, until the end of what is typed. */
    private static void connect(Session session, String name) {
        try (InputStream stdout = open(session, name, LogStream.STDOUT);
                InputStream stderr = open(session, name, LogStream.STDERR)) {
            Thread.ofVirtual().start(() -> copy(session, stdout));
            Thread.ofVirtual().start(() -> copy(session, stderr));
            BufferedReader typed =
                    new BufferedReader(new InputStreamReader(session.screen().in(), StandardCharsets.UTF_8));
            for (String line = typed.readLine(); line != null; line = typed.readLine()) {
                session.client().supervisor().sendProcessStdin(name, line + "\n");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (FaultException e) {
            if (!e.is(FaultCode.NOT_RUNNING)) {
                throw e;
            }
            session.print("Process got killed");
        }
    }

    /** A stream that has no log cannot be followed; the other one may be the only one. */
    private static InputStream open(Session session, String name, LogStream stream) {
        try {
            return session.client().tailLog(name, stream);
        } catch (SupervisorException e) {
            return InputStream.nullInputStream();
        }
    }

    private static void copy(Session session, InputStream stream) {
        try {
            LogPrinter.copy(stream, session.screen().out());
        } catch (IOException e) {
            session.complain("the log ended: " + e.getMessage());
        }
    }
}
