package org.supervisor.server.config;

import com.google.re2j.PatternSyntaxException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.supervisor.server.process.AliveRule;
import org.supervisor.server.process.Endpoint;
import org.supervisor.server.process.HealthChecks;
import org.supervisor.server.process.Probe;
import org.supervisor.server.process.ReadyRule;

/** Kinds of values of the keys for health. */
final class ProbeTypes {
    private static final String PROBES =
            "listening, listening:PORT, exec:COMMAND, tcp:HOST:PORT, unix:PATH, or http://HOST:PORT/PATH, perhaps with"
                    + " \" expect 200-399\" after it";

    static final Type<ReadyRule> READY_RULE =
            new Type<>("check", "notify, log:REGEX, " + PROBES, ProbeTypes::readyRule);
    static final Type<AliveRule> ALIVE_RULE =
            new Type<>("check", "watchdog:SECONDS, quiet:SECONDS, " + PROBES, ProbeTypes::aliveRule);
    static final Type<Duration> POSITIVE =
            new Type<>("duration", "a time above 0 such as 30, 500ms, 10s, 5m or 2h", ProbeTypes::positive);
    static final Type<Integer> FAILURES = new Type<>("count", "a number from 1 to 1000", ProbeTypes::failures);
    static final Type<HealthChecks.OnUnhealthy> ON_UNHEALTHY =
            new Type<>("restart or report", text -> switch (text.strip()) {
                case "restart" -> HealthChecks.OnUnhealthy.RESTART;
                case "report" -> HealthChecks.OnUnhealthy.REPORT;
                default -> throw new BadValue("not one of restart, report: " + PythonText.repr(text));
            });

    static final String HOST = "(\\[[0-9a-fA-F:.%a-z]+\\]|[^\\s:/\\[\\]@?#]+)";
    private static final Pattern TCP = Pattern.compile("tcp:" + HOST + ":(\\d{1,5})");
    private static final Pattern LISTENING = Pattern.compile("listening:(\\d{1,5})");
    private static final Pattern UNIX = Pattern.compile("unix:(/\\S+)");

    private ProbeTypes() {}

    private static ReadyRule readyRule(String text) throws BadValue {
        String value = text.strip();
        if (value.equals("notify")) {
            return new ReadyRule.Notify();
        }
        Optional<String> pattern = after("log:", value).map(String::strip).filter(given -> !given.isEmpty());
        try {
            return pattern.isPresent() ? new ReadyRule.Log(pattern.get()) : probe(text);
        } catch (PatternSyntaxException problem) {
            throw new BadValue("not a regular expression of RE2: " + problem.getMessage());
        }
    }

    private static AliveRule aliveRule(String text) throws BadValue {
        String value = text.strip();
        Optional<String> watchdog = after("watchdog:", value);
        if (watchdog.isPresent()) {
            return new AliveRule.Watchdog(positive(watchdog.get()));
        }
        Optional<String> quiet = after("quiet:", value);
        return quiet.isPresent() ? new AliveRule.Quiet(positive(quiet.get())) : probe(text);
    }

    private static Optional<String> after(String kind, String value) {
        return value.startsWith(kind) ? Optional.of(value.substring(kind.length())) : Optional.empty();
    }

    private static Probe probe(String text) throws BadValue {
        String value = text.strip();
        if (value.startsWith("exec:") && !value.substring(5).isBlank()) {
            return new Probe.Exec(value.substring(5).strip());
        }
        Matcher tcp = TCP.matcher(value);
        if (tcp.matches()) {
            return Probe.tcp(host(tcp.group(1)), port(tcp.group(2), text));
        }
        if (value.equals("listening")) {
            return new Probe.Listening(OptionalInt.empty());
        }
        Matcher listening = LISTENING.matcher(value);
        if (listening.matches()) {
            return new Probe.Listening(OptionalInt.of(port(listening.group(1), text)));
        }
        Matcher unix = UNIX.matcher(value);
        if (unix.matches()) {
            return new Probe.Connection(new Endpoint.Unix(unix.group(1)));
        }
        Optional<Probe.Http> http = HttpCheck.read(value);
        if (http.isPresent()) {
            return http.get();
        }
        throw new BadValue("not a check: " + PythonText.repr(text));
    }

    static String host(String text) {
        return text.startsWith("[") ? text.substring(1, text.length() - 1) : text;
    }

    static int port(String digits, String text) throws BadValue {
        int port = Integer.parseInt(digits);
        if (port < 1 || port > 65_535) {
            throw new BadValue("not a port from 1 to 65535: " + PythonText.repr(text));
        }
        return port;
    }

    private static Duration positive(String text) throws BadValue {
        Duration duration = AspectTypes.duration(text);
        if (!duration.isPositive()) {
            throw new BadValue("not above 0: " + PythonText.repr(text));
        }
        return duration;
    }

    private static int failures(String text) throws BadValue {
        String digits = text.strip();
        if (!digits.matches("\\d{1,4}") || Integer.parseInt(digits) < 1 || Integer.parseInt(digits) > 1000) {
            throw new BadValue("not a number from 1 to 1000: " + PythonText.repr(text));
        }
        return Integer.parseInt(digits);
    }
}
