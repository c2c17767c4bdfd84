package org.supervisor.server.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.supervisor.api.Signal;
import org.supervisor.server.process.StopRule;
import org.supervisor.server.process.StopSequence;

/** How a program is stopped, beyond one signal. */
final class StopKeys {
    static final Keys ALL = new Keys(Change.UPDATE);

    private static final Type<List<Step>> STEPS = new Type<>(
            "signals with times",
            "signals with commas, each with a time, such as TERM 10s, INT 5s, KILL",
            StopKeys::steps);
    private static final Key<List<Step>> STOP_SIGNALS = ALL.add(Key.added(
            "stop_signals",
            STEPS,
            "the stop signal",
            "the signals that request it to end, one after the other, each with the time that it has then;"
                    + " KILL follows"));

    private StopKeys() {}

    /** A signal with its time, if that is given. */
    private record Step(Signal signal, Optional<Duration> grace) {}

    /** The rule, as far as it can know of the signals. */
    static StopRule applied(Values values, StopRule rule) {
        return sequence(values, rule).map(sequence -> sequence.appliedTo(rule)).orElse(rule);
    }

    static Optional<StopSequence> read(Values values) {
        Key<Integer> grace = ProgramKeys.STOPWAITSECS;
        return values.setting(STOP_SIGNALS).isEmpty()
                ? Optional.empty()
                : sequence(
                        values,
                        new StopRule(Signal.TERM, 1, Duration.ofSeconds(values.get(grace)), false, false, false));
    }

    private static Optional<StopSequence> sequence(Values values, StopRule rule) {
        return values.find(STOP_SIGNALS)
                .map(steps -> new StopSequence(steps.stream()
                        .map(step -> new StopSequence.Step(
                                step.signal(), step.grace().orElse(rule.grace())))
                        .toList()));
    }

    /** KILL at the end is what follows anyway, unless it is all there is. */
    private static List<Step> steps(String text) throws BadValue {
        List<Step> steps = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            String[] words = part.strip().split("\\s+", 2);
            if (!steps.isEmpty() && steps.getLast().signal().equals(Signal.KILL)) {
                throw new BadValue("after KILL nothing can follow: " + PythonText.repr(text));
            }
            steps.add(new Step(
                    Types.SIGNAL.conversion().of(words[0]),
                    words.length > 1 ? Optional.of(AspectTypes.duration(words[1])) : Optional.empty()));
        }
        if (steps.size() > 1 && steps.getLast().signal().equals(Signal.KILL)) {
            steps.removeLast();
        }
        return List.copyOf(steps);
    }
}
