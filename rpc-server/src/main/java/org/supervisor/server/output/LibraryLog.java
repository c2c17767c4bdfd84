package org.supervisor.server.output;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Logger;
import org.slf4j.Marker;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;
import org.supervisor.api.LogLevel;

/**
 * Writes the warnings and errors that libraries log through SLF4J to the main log. Lower levels are of no use to our
 * users. Unknown clients can cause such lines, so {@link RateLimitedLines} keeps them few and short. The launch scripts
 * name this class to SLF4J; a program that embeds us keeps its own way of logging. Safe for any thread.
 */
public final class LibraryLog implements SLF4JServiceProvider {
    private static final String OURS = "org.supervisor.";
    private static final RateLimitedLines LINES = new RateLimitedLines(System::nanoTime);
    private static volatile MainLog target;

    private final Map<String, Logger> loggers = new ConcurrentHashMap<>();
    private final IMarkerFactory markers = new BasicMarkerFactory();
    private final MDCAdapter contexts = new NOPMDCAdapter();

    /** For SLF4J, which finds it by its name. */
    public LibraryLog() {}

    /** From now on libraries log here. */
    public static void to(MainLog log) {
        target = log;
    }

    @Override
    public void initialize() {}

    @Override
    public ILoggerFactory getLoggerFactory() {
        return name -> loggers.computeIfAbsent(name, LibraryLogger::new);
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return markers;
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return contexts;
    }

    @Override
    public String getRequestedApiVersion() {
        return "2.0.99";
    }

    /** Our own servers. */
    private static final String DOOR = "http";

    /** Warns of what a client has put into its request line, where a password may stand; the client gets 400. */
    private static final String QUOTES_ADDRESSES = "org.eclipse.jetty.util.HostPort";

    private static final class LibraryLogger extends LegacyAbstractLogger {
        private static final long serialVersionUID = 1;

        LibraryLogger(String name) {
            this.name = name;
        }

        @Override
        public boolean isTraceEnabled() {
            return false;
        }

        @Override
        public boolean isDebugEnabled() {
            return false;
        }

        @Override
        public boolean isInfoEnabled() {
            return name.equals(DOOR);
        }

        @Override
        public boolean isWarnEnabled() {
            return !name.equals(QUOTES_ADDRESSES);
        }

        @Override
        public boolean isErrorEnabled() {
            return true;
        }

        @Override
        protected String getFullyQualifiedCallerName() {
            return null; // the caller's class is not needed
        }

        @Override
        protected void handleNormalizedLoggingCall(
                org.slf4j.event.Level theirs, Marker marker, String message, Object[] arguments, Throwable thrown) {
            LogLevel level = switch (theirs) {
                case ERROR -> LogLevel.ERROR;
                case WARN -> LogLevel.WARN;
                case INFO, DEBUG, TRACE -> LogLevel.INFO;
            };
            boolean isOurs = name.startsWith(OURS);
            String reason = thrown == null || isOurs ? "" : ": " + thrown;
            String text = name + ": " + MessageFormatter.basicArrayFormat(message, arguments) + reason;
            LINES.next(name + " " + message, text.lines().collect(Collectors.joining(" ")))
                    .ifPresent(line -> write(level, line, isOurs ? thrown : null));
        }

        /**
         * A mistake of ours is logged with its stack trace; a library's exception mostly reports bad input of a client.
         */
        private static void write(LogLevel level, String line, Throwable thrown) {
            MainLog log = target;
            if (log == null) {
                System.err.println(line); // before there is a log; such lines are rare and matter
            } else if (thrown == null) {
                log.log(level, line);
            } else {
                log.log(level, line, thrown);
            }
        }
    }
}
