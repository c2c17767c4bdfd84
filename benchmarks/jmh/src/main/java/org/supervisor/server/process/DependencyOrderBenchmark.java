package org.supervisor.server.process;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The order in which 10,000 programs are started, each of which depends on another. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class DependencyOrderBenchmark {
    private static final int MANY = 10_000;

    private final List<ProcessSpec> chain = new ArrayList<>();
    private final List<ProcessSpec> star = new ArrayList<>();

    @Setup
    public void configure() {
        for (int i = 0; i < MANY; i++) {
            chain.add(program(i, i - 1));
            star.add(program(i, i == 0 ? -1 : 0));
        }
    }

    private static ProcessSpec program(int number, int needed) {
        ProcessSpec.Builder builder = ProcessSpec.builder("p" + number).command("/bin/true");
        if (needed >= 0) {
            builder.aspect(new DependsOn(
                    List.of(new DependsOn.Dependency("p" + needed, DependsOn.Condition.STARTED)),
                    DependsOn.OnFailure.IGNORE));
        }
        return builder.build();
    }

    private static List<List<ProcessSpec>> order(List<ProcessSpec> programs) {
        Map<String, List<ProcessSpec>> named = new HashMap<>();
        programs.forEach(program -> named.put(program.name().toString(), List.of(program)));
        return new DependencyOrder<>(programs, spec -> spec, name -> named.getOrDefault(name, List.of())).levels();
    }

    /** Each depends on the one before. */
    @Benchmark
    public List<List<ProcessSpec>> chain() {
        return order(chain);
    }

    /** All depend on the first. */
    @Benchmark
    public List<List<ProcessSpec>> star() {
        return order(star);
    }
}
