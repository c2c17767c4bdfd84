package org.supervisor.server.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.supervisor.api.Signal;

class ManagedProgramTest {
    private static final Journal NONE = new Journal() {
        @Override
        public void changed(Transition transition) {}

        @Override
        public void failed(ManagedProcess process, Throwable failure) {}

        @Override
        public void signalled(ManagedProcess process, Child child, Signal signal, Child.Delivery delivery) {}
    };

    private final ProcessRegistry registry = new ProcessRegistry();

    @BeforeEach
    void activate() {
        add(new GroupSpec("web", 999, List.of(program("web", "web", 3))));
        add(new GroupSpec("all", 999, List.of(program("all", "db", 2), program("all", "cache", 1))));
    }

    private void add(GroupSpec spec) {
        registry.add(new ProcessFactory(_ -> {}, NONE, TimeSource.SYSTEM, new Random(1)).group(spec));
    }

    private static ProgramSpec program(String group, String name, int count) {
        List<ProcessSpec> processes = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            processes.add(new ProcessSpec.Builder(new ProcessName(group, name + "_" + number))
                    .program(name)
                    .number(number)
                    .build());
        }
        return new ProgramSpec(name, new ProgramSpec.Kind.Plain(), count, 0, processes);
    }

    private List<String> processesOf(String program) {
        return registry.program(program).orElseThrow().processes().stream()
                .map(process -> process.name() + " " + process.spec().number())
                .toList();
    }

    @Test
    void theRegistryFindsAProgramAndThatItsProcesses() {
        assertThat(processesOf("web")).containsExactly("web:web_0 0", "web:web_1 1", "web:web_2 2");
        assertThat(processesOf("all:db")).containsExactly("all:db_0 0", "all:db_1 1");
        assertThat(processesOf("all:cache")).containsExactly("all:cache_0 0");
    }

    @Test
    void aProgramThatSharesItsGroupIsFoundUnderThatOnly() {
        assertThat(registry.program("db")).isEmpty();
        assertThat(registry.program("all")).isEmpty();
        assertThat(registry.program("all:db_0")).isEmpty();
        assertThat(registry.program("none:db")).isEmpty();
    }

    @Test
    void aGroupNamesItsProgramsInTheOrderOfTheConfiguration() {
        assertThat(registry.group("all").orElseThrow().programs())
                .extracting(ManagedProgram::name)
                .containsExactly("db", "cache");
    }

    @Test
    void theProcessesOfAProgramAreThoseOfItsGroup() {
        ProcessGroup group = registry.group("all").orElseThrow();

        assertThat(group.programs().stream()
                        .flatMap(program -> program.processes().stream())
                        .toList())
                .isEqualTo(group.processes());
    }

    @Test
    void aProgramGoesWithItsGroup() {
        registry.remove(registry.group("web").orElseThrow());

        assertThat(registry.program("web")).isEmpty();
    }

    @Test
    void ofTwoProcessesWithOneNameTheLastCountsInThePlaceOfTheFirst() {
        ProcessName shared = new ProcessName("twins", "x");
        ProcessSpec first = new ProcessSpec.Builder(shared).program("a").build();
        ProcessSpec other = new ProcessSpec.Builder(new ProcessName("twins", "y"))
                .program("a")
                .build();
        ProcessSpec last = new ProcessSpec.Builder(shared).program("b").build();
        ProgramSpec a = new ProgramSpec("a", new ProgramSpec.Kind.Plain(), 2, 0, List.of(first, other));
        add(new GroupSpec("twins", 999, List.of(a, ProgramSpec.of(last))));

        ProcessGroup group = registry.group("twins").orElseThrow();
        assertThat(group.spec().processes()).containsExactly(last, other);
        assertThat(processesOf("twins:a")).containsExactly("twins:y 0");
        assertThat(processesOf("twins:b")).containsExactly("twins:x 0");
    }
}
