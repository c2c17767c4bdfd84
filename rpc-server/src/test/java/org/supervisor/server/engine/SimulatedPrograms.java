package org.supervisor.server.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.supervisor.api.Signal;
import org.supervisor.server.output.SimulatedDevices;
import org.supervisor.server.process.AspectSpec;
import org.supervisor.server.process.Backoff;
import org.supervisor.server.process.CrashLoopFloor;
import org.supervisor.server.process.DependsOn;
import org.supervisor.server.process.Dialect;
import org.supervisor.server.process.GroupSpec;
import org.supervisor.server.process.Hook;
import org.supervisor.server.process.Hooks;
import org.supervisor.server.process.OutputSpec;
import org.supervisor.server.process.ProcessName;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.ProgramSpec;
import org.supervisor.server.process.RecycleRule;
import org.supervisor.server.process.RestartLimit;
import org.supervisor.server.process.RestartPolicy;
import org.supervisor.server.process.ResultHandler;
import org.supervisor.server.process.Schedule;
import org.supervisor.server.process.SocketSpec;
import org.supervisor.server.process.StartRule;
import org.supervisor.server.process.StopRule;
import org.supervisor.server.process.StreamSpec;

/** Groups with programs of every kind, chosen at random from what the keys of both dialects allow. */
final class SimulatedPrograms {
    private static final List<String> MANNERS = List.of("quick", "steady", "steady", "deaf", "flood", "reader");
    private static final String[] HOOK_MANNERS = {"brief", "brief", "brief", "quick", "steady", "deaf", "flood"};
    static final Duration HOOK_TIMEOUT = Duration.ofSeconds(4);
    private static final Path FULL = Path.of("/dev/full");

    private final Random chance;
    private final Path folder;

    SimulatedPrograms(Random chance, Path folder) {
        this.chance = chance;
        this.folder = folder;
    }

    List<GroupSpec> groups(int count) {
        List<GroupSpec> groups = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            groups.add(group(index));
        }
        return groups;
    }

    private GroupSpec group(int index) {
        String name = "g" + index;
        ProgramSpec.Kind kind = kind(name);
        boolean listens = kind instanceof ProgramSpec.Kind.Listener;
        List<ProcessSpec> processes = new ArrayList<>();
        int size = 1 + chance.nextInt(3);
        for (int number = 0; number < size; number++) {
            ProcessSpec.Builder process = process(
                    new ProcessName(name, "p" + number),
                    listens ? "listener" : MANNERS.get(chance.nextInt(MANNERS.size())));
            processes.add(process.aspects(aspects(index)).build());
        }
        ProgramSpec program = new ProgramSpec(name, kind, size, 0, processes);
        return new GroupSpec(name, chance.nextInt(3), List.of(program));
    }

    private ProgramSpec.Kind kind(String name) {
        return switch (chance.nextInt(6)) {
            case 0 ->
                new ProgramSpec.Kind.Listener(
                        List.of(chance.nextBoolean() ? "PROCESS_STATE" : "EVENT", "TICK_5"),
                        1 + chance.nextInt(20),
                        ResultHandler.DEFAULT_NAME,
                        Duration.ofSeconds(chance.nextInt(20)));
            case 1 -> new ProgramSpec.Kind.FastCgi(new SocketSpec.Unix("/" + name));
            default -> new ProgramSpec.Kind.Plain();
        };
    }

    /** What it depends on comes before it, so there are no circles. */
    private List<AspectSpec> aspects(int index) {
        List<AspectSpec> aspects = new ArrayList<>();
        if (index > 0 && chance.nextInt(4) == 0) {
            String target = "g" + chance.nextInt(index) + (chance.nextBoolean() ? "" : ":p0");
            aspects.add(new DependsOn(
                    List.of(new DependsOn.Dependency(target, any(DependsOn.Condition.values()))),
                    any(DependsOn.OnFailure.values())));
        }
        if (chance.nextInt(8) == 0) {
            aspects.add(new Schedule(
                    new Schedule.When.Every(Duration.ofSeconds(5 + chance.nextInt(100))),
                    any(Schedule.Overlap.values()),
                    any(Schedule.Missed.values())));
        }
        if (chance.nextInt(8) == 0) {
            aspects.add(new RecycleRule(
                    Optional.of(new RecycleRule.Memory(100_000_000, Duration.ofSeconds(chance.nextInt(20)))),
                    Optional.of(new RecycleRule.Age(Duration.ofSeconds(10 + chance.nextInt(100)), 10))));
        }
        if (chance.nextInt(3) == 0) {
            aspects.add(hooks());
        }
        if (chance.nextInt(6) == 0) {
            aspects.add(new RestartLimit(1 + chance.nextInt(4), Duration.ofSeconds(1 + chance.nextInt(60))));
        }
        return aspects;
    }

    private Hooks hooks() {
        Map<Hook, String> commands = new EnumMap<>(Hook.class);
        for (Hook hook : Hook.values()) {
            if (chance.nextInt(3) == 0) {
                commands.put(hook, any(HOOK_MANNERS));
            }
        }
        return new Hooks(commands, HOOK_TIMEOUT);
    }

    private <T> T any(T[] values) {
        return values[chance.nextInt(values.length)];
    }

    private ProcessSpec.Builder process(ProcessName name, String manner) {
        boolean isPerl = chance.nextBoolean();
        boolean exists = chance.nextInt(15) > 0;
        return new ProcessSpec.Builder(name)
                .program(name.group())
                .command(exists ? "/bin/sh" : "/bin/there-is-none", manner)
                .autoStart(chance.nextInt(4) > 0)
                .priority(chance.nextInt(3))
                .start(new StartRule(
                        Duration.ofMillis(chance.nextInt(4) * 500L),
                        1 + chance.nextInt(4),
                        pause(),
                        isPerl ? Dialect.PERL : Dialect.SUPERVISORD))
                .stop(new StopRule(
                        Signal.TERM,
                        1 + chance.nextInt(3),
                        Duration.ofMillis(500 + chance.nextInt(6000)),
                        chance.nextBoolean(),
                        chance.nextBoolean(),
                        chance.nextBoolean()))
                .restart(new RestartPolicy(
                        List.of(RestartPolicy.When.values()).get(chance.nextInt(RestartPolicy.When.values().length)),
                        List.of(0, 1 + chance.nextInt(3)),
                        chance.nextInt(3) == 0 ? new Backoff.Constant(Duration.ofSeconds(1)) : Backoff.NONE,
                        chance.nextBoolean() ? CrashLoopFloor.DEFAULT : new CrashLoopFloor(Duration.ofMillis(100))))
                .output(output(name));
    }

    private Backoff pause() {
        return switch (chance.nextInt(3)) {
            case 0 -> new Backoff.Constant(Duration.ofSeconds(chance.nextInt(5)));
            case 1 -> new Backoff.Linear(Duration.ofSeconds(1));
            default -> new Backoff.Exponential(Duration.ofMillis(100), Duration.ofSeconds(5), 0.5);
        };
    }

    private OutputSpec output(ProcessName name) {
        OutputSpec.Format[] formats = OutputSpec.Format.values();
        return new OutputSpec(
                chance.nextBoolean(),
                stream(name, "stdout"),
                stream(name, "stderr"),
                chance.nextBoolean() ? OutputSpec.Format.RAW : formats[chance.nextInt(formats.length)]);
    }

    private StreamSpec stream(ProcessName name, String stream) {
        Path file = folder.resolve(name.group() + "-" + name.process() + "-" + stream);
        StreamSpec.Log log = switch (chance.nextInt(8)) {
            case 0 -> new StreamSpec.Log.None();
            case 1 -> new StreamSpec.Log.File(FULL, 0, 0);
            case 2 -> new StreamSpec.Log.File(file, 10_000, chance.nextInt(3));
            case 3 -> new StreamSpec.Log.File(Path.of(file + SimulatedDevices.SUFFIX), 0, 0);
            default -> new StreamSpec.Log.File(file, 0, 0);
        };
        return new StreamSpec(
                log, chance.nextInt(5) == 0 ? 100 : 0, chance.nextInt(4) == 0, false, chance.nextInt(5) == 0);
    }

    /** The log of a stream that is to hold all bytes that were read, if it is. */
    static Optional<Path> wholeLog(StreamSpec stream) {
        return stream.captureMaxBytes() == 0
                        && !stream.stripsAnsi()
                        && stream.log() instanceof StreamSpec.Log.File(Path path, String _, long maxBytes, int _)
                        && maxBytes == 0
                        && !path.equals(FULL)
                ? Optional.of(path)
                : Optional.empty();
    }
}
