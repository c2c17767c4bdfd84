package org.supervisor.server.engine;

import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * The parameters of a run of the simulation; the same scenario always takes the same course.
 *
 * @param seed where all chance comes from
 * @param groups how many groups there are
 * @param length how long the supervisor runs until it is shut down
 * @param betweenCommands how long clients wait on the average
 * @param hasFaults whether the kernel fails now and then
 * @param aspectThrows whether an aspect throws now and then
 * @param devicesStall whether the readers of devices take nothing now and then
 * @param crashes whether the daemon crashes now and then, and another goes on
 * @param left commands, by their number, that are left out
 */
record SimulatedScenario(
        long seed,
        int groups,
        Duration length,
        Duration betweenCommands,
        boolean hasFaults,
        boolean aspectThrows,
        boolean devicesStall,
        boolean crashes,
        Set<Integer> left) {
    /** The usual scenario of a seed. */
    static SimulatedScenario of(long seed, int groups, Duration length, Duration betweenCommands) {
        return new SimulatedScenario(
                seed, groups, length, betweenCommands, seed % 3 != 0, seed % 4 == 1, seed % 2 == 0, false, Set.of());
    }

    /** The same with crashes. */
    SimulatedScenario crashing() {
        return new SimulatedScenario(
                seed, groups, length, betweenCommands, hasFaults, aspectThrows, devicesStall, true, left);
    }

    /** Whether the next daemon goes on with programs, or stops them. */
    boolean adopts() {
        return seed % 7 != 0;
    }

    /** Chance for one part of a run. {@link Random} alone begins much the same with seeds that are close together. */
    static Random random(long seed, int part) {
        return new Random(new SplittableRandom(8 * seed + part).nextLong());
    }

    SimulatedScenario withGroups(int fewer) {
        return new SimulatedScenario(
                seed, fewer, length, betweenCommands, hasFaults, aspectThrows, devicesStall, crashes, left);
    }

    SimulatedScenario withLength(Duration shorter) {
        return new SimulatedScenario(
                seed, groups, shorter, betweenCommands, hasFaults, aspectThrows, devicesStall, crashes, left);
    }

    SimulatedScenario with(boolean faults, boolean throwing, boolean stalls) {
        return new SimulatedScenario(
                seed,
                groups,
                length,
                betweenCommands,
                hasFaults && faults,
                aspectThrows && throwing,
                devicesStall && stalls,
                crashes,
                left);
    }

    /** Without the commands of a range, too. */
    SimulatedScenario without(int from, int to) {
        Set<Integer> more = new TreeSet<>(left);
        for (int command = from; command < to; command++) {
            more.add(command);
        }
        return new SimulatedScenario(
                seed, groups, length, betweenCommands, hasFaults, aspectThrows, devicesStall, crashes, more);
    }
}
