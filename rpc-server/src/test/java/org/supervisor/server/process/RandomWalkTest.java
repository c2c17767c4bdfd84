package org.supervisor.server.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.supervisor.api.Signal;

/** Whatever comes in whatever order: at most one child, and every one is accounted for. */
class RandomWalkTest {
    private static final int STEPS = 5_000;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void neverHasTwoChildrenAndNeverLosesOne(long seed) {
        Random chance = new Random(seed);
        Simulation world = new Simulation(program(chance));
        for (int step = 0; step < STEPS; step++) {
            world.answersLaunches = chance.nextInt(3) > 0;
            world.refusal = chance.nextInt(4) == 0 ? new Refusal(Refusal.Kind.OTHER, "no") : null;
            world.gate = gate(chance);
            step(world, chance);
            boolean alive = world.process.state() instanceof State.Alive;
            assertThat(world.process.pid()).isEqualTo(alive ? world.child().pid() : 0);
            assertThat(isOnItsWayUp(world.process.state()) && world.process.goal() instanceof Goal.Down)
                    .isFalse();
            assertThat(world.launches).isGreaterThanOrEqualTo(world.children.size());
        }
        world.answersLaunches = true;
        world.answer();
        world.kill();
        if (world.process.state() instanceof State.Alive) {
            world.die(Signal.KILL);
        }
        assertThat(world.process.state()).isInstanceOf(State.Down.class);
    }

    private static boolean isOnItsWayUp(State state) {
        return switch (state) {
            case State.Held _,
                    State.Launching _,
                    State.Starting _,
                    State.Running _,
                    State.Backoff _,
                    State.RestartDelay _ -> true;
            case State.Down _, State.StopPending _, State.Stopping _, State.Killing _, State.Unsignallable _ -> false;
        };
    }

    private static Gate gate(Random chance) {
        return switch (chance.nextInt(8)) {
            case 0 -> new Gate.Held("not yet");
            case 1 -> new Gate.Held("still not");
            case 2 -> new Gate.Refused("never");
            default -> Gate.OPEN;
        };
    }

    private static void step(Simulation world, Random chance) {
        boolean alive = world.process.state() instanceof State.Alive;
        switch (chance.nextInt(alive ? 9 : 7)) {
            case 0 -> world.start();
            case 1 -> world.stop();
            case 2 -> world.kill();
            case 3 -> world.advance(Duration.ofMillis(chance.nextInt(20_000)));
            case 4 -> world.answer();
            case 5 -> world.process.on(new Event.Released());
            case 6 -> world.process.on(new Event.RestartRequested("a test"));
            case 7 -> world.exit(chance.nextInt(3));
            default -> world.die(Signal.TERM);
        }
    }

    private static ProcessSpec program(Random chance) {
        List<RestartPolicy.When> rules = List.of(RestartPolicy.When.values());
        List<Dialect> manners = List.of(Dialect.values());
        return ProcessSpec.builder("any")
                .command("/bin/any")
                .start(new StartRule(
                        Duration.ofMillis(chance.nextInt(3) * 500L),
                        1 + chance.nextInt(3),
                        new Backoff.Exponential(Duration.ofMillis(100), Duration.ofSeconds(5), 0.5),
                        manners.get(chance.nextInt(manners.size()))))
                .restart(RestartPolicy.of(rules.get(chance.nextInt(rules.size())), Set.of(0)))
                .build();
    }
}
