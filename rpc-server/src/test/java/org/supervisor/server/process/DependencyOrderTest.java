package org.supervisor.server.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DependencyOrderTest {
    private static ProcessSpec spec(String name, String... needs) {
        return ProcessSpec.builder(name)
                .command("/bin/true")
                .aspect(new DependsOn(
                        List.of(needs).stream()
                                .map(need -> new DependsOn.Dependency(need, DependsOn.Condition.READY))
                                .toList(),
                        DependsOn.OnFailure.IGNORE))
                .build();
    }

    private static DependencyOrder<ProcessSpec> order(List<ProcessSpec> specs) {
        Map<String, List<ProcessSpec>> named =
                specs.stream().collect(Collectors.groupingBy(spec -> spec.name().toString()));
        return new DependencyOrder<>(specs, Function.identity(), name -> named.getOrDefault(name, List.of()));
    }

    @Test
    void everyLevelNeedsOnlyThoseBeforeIt() {
        ProcessSpec api = spec("api", "db", "cache");
        ProcessSpec db = spec("db", "disk");
        ProcessSpec cache = spec("cache");
        ProcessSpec disk = spec("disk");
        assertThat(order(List.of(api, db, cache, disk)).levels())
                .containsExactly(List.of(cache, disk), List.of(db), List.of(api));
        assertThat(order(List.of(api, db, cache, disk)).cycle()).isEmpty();
    }

    @Test
    void aCircleIsFoundWithItsPathAndWithoutThoseThatLeadToIt() {
        ProcessSpec a = spec("a", "b");
        ProcessSpec b = spec("b", "c");
        ProcessSpec c = spec("c", "b");
        assertThat(order(List.of(a, b, c)).cycle()).containsExactly(b, c);
        assertThat(order(List.of(spec("self", "self"))).cycle()).hasSize(1);
    }

    @Test
    void aLongChainIsOrderedWithoutAStackAsDeep() {
        List<ProcessSpec> chain = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            chain.add(i == 0 ? spec("p0") : spec("p" + i, "p" + (i - 1)));
        }
        assertThat(order(chain).levels()).hasSize(10_000);
    }
}
