package org.supervisor.examples.supctl;

import java.io.IOError;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jline.keymap.BindingReader;
import org.jline.keymap.KeyMap;
import org.jline.reader.EndOfFileException;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.utils.ClosedException;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;

/** {@code top} at a terminal that can address its cursor. One thread changes the model and draws; the others leave it work. */
final class TopScreen {
    private static final Duration LOOKS_EVERY = Duration.ofSeconds(2);
    private static final Duration DRAWS_EVERY = Duration.ofMillis(50);
    private static final long ESCAPE_ALONE_MILLIS = 100;
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(1);
    private static final String ANY = "ANY";

    private final Terminal terminal;
    private final Display display;
    private final TopModel model;
    private final TopView view;
    private final TopWork work;
    private final BlockingQueue<Runnable> mailbox = new LinkedBlockingQueue<>();
    private long nextLook = System.nanoTime() + LOOKS_EVERY.toNanos();
    private long lastDraw = System.nanoTime() - DRAWS_EVERY.toNanos();

    private TopScreen(Session session, TopLook first, Terminal terminal) {
        this.terminal = terminal;
        this.display = new Display(terminal, true);
        this.model = new TopModel(first);
        this.view = new TopView(session.target().url(), Colours.areWanted());
        this.work = new TopWork(session, model, mailbox::add);
    }

    /** Whether a terminal can show it. */
    static boolean isFor(Terminal terminal) {
        return terminal.getStringCapability(Capability.cursor_address) != null
                && terminal.getStringCapability(Capability.clear_screen) != null;
    }

    /** Returns when the user has quit; the terminal is as it was before. */
    static void run(Session session, TopLook first, Terminal terminal) throws InterruptedException {
        Attributes before = terminal.enterRawMode();
        Thread restore = new Thread(() -> restore(terminal, before), "top-restore");
        Runtime.getRuntime().addShutdownHook(restore); // for SIGTERM and SIGHUP
        try {
            terminal.puts(Capability.enter_ca_mode);
            terminal.puts(Capability.cursor_invisible);
            terminal.puts(Capability.keypad_xmit);
            new TopScreen(session, first, terminal).run();
        } finally {
            restore(terminal, before);
            Runtime.getRuntime().removeShutdownHook(restore);
        }
    }

    private static void restore(Terminal terminal, Attributes before) {
        terminal.puts(Capability.keypad_local);
        terminal.puts(Capability.cursor_normal);
        terminal.puts(Capability.exit_ca_mode);
        terminal.flush();
        terminal.setAttributes(before);
    }

    private void run() throws InterruptedException {
        Terminal.SignalHandler interrupted = terminal.handle(Terminal.Signal.INT, _ -> mailbox.add(model::end));
        Terminal.SignalHandler resized = terminal.handle(Terminal.Signal.WINCH, _ -> mailbox.add(display::reset));
        Terminal.SignalHandler suspended = terminal.handle(Terminal.Signal.TSTP, Terminal.SignalHandler.SIG_IGN);
        Thread keys = Thread.ofPlatform().daemon().name("top-keys").start(this::readKeys);
        try (work) {
            draw();
            while (!model.isEnded()) {
                turn();
            }
        } finally {
            keys.interrupt(); // what is typed from now on is for others
            keys.join(ENDS_WITHIN);
            terminal.handle(Terminal.Signal.INT, interrupted);
            terminal.handle(Terminal.Signal.WINCH, resized);
            terminal.handle(Terminal.Signal.TSTP, suspended);
        }
    }

    /** Waits until something is to be done, does all that there is, and draws; but not too often. */
    private void turn() throws InterruptedException {
        Runnable next = mailbox.poll(nextLook - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (next == null) {
            nextLook = System.nanoTime() + LOOKS_EVERY.toNanos();
            work.look();
            return;
        }
        while (next != null) {
            next.run();
            next = model.isEnded()
                    ? null
                    : mailbox.poll(lastDraw + DRAWS_EVERY.toNanos() - System.nanoTime(), TimeUnit.NANOSECONDS);
        }
        if (!model.isEnded()) {
            draw();
        }
    }

    private void draw() {
        Size size = terminal.getSize();
        int rows = size.getRows() > 0 ? size.getRows() : 24;
        int columns = size.getColumns() > 0 ? size.getColumns() : 80;
        display.resize(rows, columns);
        display.update(view.lines(model, rows, columns), size.cursorPos(rows - 1, 0));
        lastDraw = System.nanoTime();
    }

    private void readKeys() {
        BindingReader reader = new BindingReader(terminal.reader());
        KeyMap<String> map = keys();
        try {
            while (!Thread.currentThread().isInterrupted()) {
                String binding = reader.readBinding(map, null, true);
                if (binding == null) {
                    mailbox.add(model::end);
                    return;
                }
                String key = binding.equals(ANY) ? reader.getLastBinding() : binding;
                if (!isContinued(key)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (EndOfFileException | UserInterruptException e) {
            mailbox.add(model::end);
        } catch (IOError e) { // the terminal has gone, or top has ended
            if (!(e.getCause() instanceof ClosedException)) {
                mailbox.add(model::end);
            }
        }
    }

    /** Waits until the key has had its effect: after the last one nothing is read any more. */
    private boolean isContinued(String key) throws InterruptedException {
        CompletableFuture<Boolean> continued = new CompletableFuture<>();
        mailbox.add(() -> {
            model.key(key).ifPresent(work::begin);
            continued.complete(!model.isEnded());
        });
        try {
            return continued.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private KeyMap<String> keys() {
        KeyMap<String> keys = new KeyMap<>();
        keys.setAmbiguousTimeout(ESCAPE_ALONE_MILLIS);
        keys.setUnicode(ANY);
        keys.setNomatch(ANY);
        for (char c = ' '; c <= '~'; c++) {
            keys.bind(ANY, String.valueOf(c));
        }
        bind(keys, "UP", Capability.key_up, "\u001b[A", "\u001bOA");
        bind(keys, "DOWN", Capability.key_down, "\u001b[B", "\u001bOB");
        bind(keys, "HOME", Capability.key_home, "\u001b[H", "\u001b[1~");
        bind(keys, "END", Capability.key_end, "\u001b[F", "\u001b[4~");
        bind(keys, "PAGEUP", Capability.key_ppage, "\u001b[5~");
        bind(keys, "PAGEDOWN", Capability.key_npage, "\u001b[6~");
        keys.bind("BACKSPACE", "\u007f", "\b");
        keys.bind("ENTER", "\r", "\n");
        keys.bind("TAB", "\t");
        keys.bind("ESCAPE", "\u001b");
        return keys;
    }

    /** What the terminal is said to send, and what most send. */
    private void bind(KeyMap<String> keys, String word, Capability capability, String... usual) {
        String said = KeyMap.key(terminal, capability);
        if (said != null) {
            keys.bind(word, said);
        }
        keys.bind(word, usual);
    }
}
