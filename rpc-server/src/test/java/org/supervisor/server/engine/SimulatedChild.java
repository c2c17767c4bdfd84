package org.supervisor.server.engine;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.random.RandomGenerator;
import org.supervisor.api.Signal;
import org.supervisor.server.process.ExitStatus;

/** A child of the simulation: what it does is named by the second word of its command, how it does it is chance. */
final class SimulatedChild {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;

    static final String HOOK = "hook ";

    final SimulatedKernel kernel;
    final RandomGenerator chance;
    final int pid;
    final String name;
    final String manner;
    final SimulatedPipe in;
    final SimulatedPipe out;
    final SimulatedPipe err; // the same as out if merged
    ExitStatus status; // null while it lives
    long endedAt;
    final long begunAt;
    boolean isReported; // its launch was reported
    boolean hasGrandchild;
    boolean isOrphan; // not launched by the daemon
    boolean isReparented; // its daemon is gone
    boolean hadGrandchild;
    boolean hasSocket; // as its standard input
    int survives; // so many KILLs
    private int kills;
    private boolean isStuck;
    int pidfd = -1;
    long untouchableUntil = Long.MIN_VALUE;
    private final boolean ignoresTerm;
    private final Deque<byte[]> unwritten = new ArrayDeque<>();
    private int written;
    private int lines;
    private String heard = "";
    private int payloadLeft;
    private boolean isMute;

    SimulatedChild(
            SimulatedKernel kernel,
            RandomGenerator chance,
            int pid,
            String name,
            String manner,
            SimulatedPipe in,
            SimulatedPipe out,
            SimulatedPipe err) {
        this.kernel = kernel;
        this.chance = chance;
        this.pid = pid;
        this.name = name;
        this.manner = manner;
        this.in = in;
        this.out = out;
        this.err = err;
        this.begunAt = kernel.nanos();
        this.ignoresTerm = manner.equals("deaf") || chance.nextInt(12) == 0;
    }

    boolean isAlive() {
        return status == null;
    }

    /**
     * Gives its pipes their numbers.
     *
     * @param survivesDaemon whether it holds both ends of them
     */
    void hasPipes(boolean survivesDaemon) {
        for (SimulatedPipe pipe : List.of(out, err)) {
            pipe.isHeld = survivesDaemon;
        }
        out.inode = 2L * pid;
        err.inode = err.equals(out) ? out.inode : 2L * pid + 1;
    }

    /** Nobody reads what it writes any more, and its standard input is at its end; some do not mind. */
    void lostDaemon() {
        if (chance.nextInt(4) > 0) {
            soon(5 * SECOND, () -> end(new ExitStatus.Killed(new Signal(13), false)));
        }
    }

    /** From now on no signal ends it: it hangs in the kernel. */
    void stick() {
        isStuck = true;
        survives = Integer.MAX_VALUE;
    }

    /** Whether it is a command that is run for a program. */
    boolean isHook() {
        return name.startsWith(HOOK);
    }

    boolean isKilled() {
        return kills > 0;
    }

    /** Whether the kernel does not let the supervisor signal it, or has not done so at first. */
    boolean isUntouchable() {
        return untouchableUntil != Long.MIN_VALUE;
    }

    @Override
    public String toString() {
        return name + " " + pid;
    }

    void begin() {
        out.onRoom = this::roomAppeared;
        switch (manner) {
            case "brief" -> soon(SECOND, () -> exit(0));
            case "quick" -> soon(2 * MILLI, () -> exit(chance.nextInt(3)));
            case "listener" -> {
                in.onData = () -> soon(3 * MILLI, this::listen);
                soon(5 * MILLI, () -> say("READY\n"));
                soon(chance.nextInt(3) == 0 ? 40 * SECOND : 10_000 * SECOND, () -> exit(chance.nextInt(3)));
            }
            case "reader" -> {
                in.onData = () -> soon(20 * MILLI, this::echo);
                soon(10_000 * SECOND, () -> exit(0));
            }
            case "flood" -> {
                soon(100 * MILLI, this::flood);
                soon(60 * SECOND, () -> exit(chance.nextInt(3)));
            }
            default -> {
                soon(SECOND, this::speak);
                soon(chance.nextInt(3) == 0 ? 2 * SECOND : 200 * SECOND, () -> exit(chance.nextInt(3)));
            }
        }
    }

    /** Within that time, if it then lives. */
    private void soon(long nanos, Runnable step) {
        kernel.in(chance.nextLong(nanos), () -> {
            if (isAlive()) {
                step.run();
            }
        });
    }

    private void speak() {
        line();
        soon(manner.equals("rare") ? 3600 * SECOND : 4 * SECOND, this::speak);
    }

    private void flood() {
        for (int burst = chance.nextInt(3000); burst > 0; burst--) {
            line();
        }
        soon(3 * SECOND, this::flood);
    }

    private void line() {
        String line = name + " " + pid + " says " + lines++ + " " + "x".repeat(chance.nextInt(60)) + "\n";
        if (chance.nextInt(4) == 0 && err.hasReader) {
            byte[] bytes = line.getBytes(StandardCharsets.US_ASCII);
            if (unwritten.isEmpty()) {
                err.write(bytes, 0, bytes.length, kernel.nanos());
            }
        } else {
            say(line);
        }
    }

    private void say(String text) {
        unwritten.add(text.getBytes(StandardCharsets.US_ASCII));
        if (unwritten.size() == 1) {
            written = 0;
            flush();
        }
    }

    /** What the pipe does not take waits, and so would the child. */
    private void flush() {
        while (!unwritten.isEmpty()) {
            byte[] next = unwritten.peek();
            int count = out.hasReader ? out.write(next, written, next.length - written, kernel.nanos()) : next.length;
            written += count;
            if (written < next.length) {
                return;
            }
            unwritten.remove();
            written = 0;
        }
    }

    private void roomAppeared() {
        if (!unwritten.isEmpty()) {
            soon(MILLI, this::flush);
        }
    }

    private void echo() {
        byte[] all = in.readAll(kernel.nanos());
        if (all.length > 0) {
            say(new String(all, StandardCharsets.US_ASCII));
        }
    }

    /** Reads events; answers well, badly, late or not at all. */
    private void listen() {
        if (isMute) {
            return;
        }
        heard += new String(in.readAll(kernel.nanos()), StandardCharsets.UTF_8);
        while (!heard.isEmpty()) {
            if (payloadLeft == 0) {
                int end = heard.indexOf('\n');
                if (end < 0) {
                    return;
                }
                String header = heard.substring(0, end);
                payloadLeft = Integer.parseInt(header.substring(header.indexOf(" len:") + 5));
                heard = heard.substring(end + 1);
            }
            int count = Math.min(payloadLeft, heard.length());
            heard = heard.substring(count);
            payloadLeft -= count;
            if (payloadLeft > 0) {
                return;
            }
            soon(50 * MILLI, this::answer);
        }
    }

    private void answer() {
        switch (chance.nextInt(60)) {
            case 0 -> isMute = true;
            case 1 -> say("what?\n");
            case 2 -> say("RESULT 4\nFAILREADY\n");
            case 3 -> exit(1);
            default -> say("RESULT 2\nOKREADY\n");
        }
    }

    void exit(int code) {
        end(new ExitStatus.Code(code));
    }

    void signal(Signal signal) {
        if (!isAlive() || (isStuck && !signal.equals(Signal.KILL))) {
            return;
        }
        if (signal.equals(Signal.KILL)) {
            if (kills++ >= survives) {
                soon(5 * MILLI, () -> end(new ExitStatus.Killed(signal, false)));
            }
        } else if (signal.equals(Signal.HUP) || signal.equals(Signal.USR1)) {
            say("got " + signal + "\n");
        } else if (!ignoresTerm) {
            soon(chance.nextInt(4) == 0 ? 8 * SECOND : 50 * MILLI, () -> end(new ExitStatus.Killed(signal, false)));
        }
    }

    private void end(ExitStatus how) {
        if (chance.nextInt(6) == 0) {
            line(); // last words
        }
        status = how;
        endedAt = kernel.nanos();
        in.hasReader = false;
        if (chance.nextInt(8) == 0) {
            hasGrandchild = true;
            hadGrandchild = true;
            kernel.in(chance.nextLong(chance.nextInt(3) == 0 ? 1_000 * SECOND : 20 * SECOND), this::endGrandchild);
            kernel.in(chance.nextLong(20 * SECOND), () -> {
                if (hasGrandchild) {
                    byte[] words = ("grandchild of " + pid + "\n").getBytes(StandardCharsets.US_ASCII);
                    if (out.hasReader) {
                        out.write(words, 0, words.length, kernel.nanos());
                    }
                }
            });
        } else {
            closeOutputs();
        }
        kernel.processes.ended(this);
    }

    void endGrandchild() {
        if (hasGrandchild) {
            hasGrandchild = false;
            closeOutputs();
        }
    }

    private void closeOutputs() {
        out.writers = 0;
        err.writers = 0;
    }
}
