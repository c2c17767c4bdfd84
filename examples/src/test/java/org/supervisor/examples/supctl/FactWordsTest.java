package org.supervisor.examples.supctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FactWordsTest {
    @Test
    void eachHookHasALineWithWhatCameOfIt() {
        Map<String, Object> hooks = new LinkedHashMap<>();
        hooks.put("pre_start", Map.of("command", "bin/migrate", "state", "done"));
        hooks.put("post_stop", Map.of("command", "rm lock", "state", "failed", "problem", "ended with exit status 3"));
        assertThat(FactWords.of("hooks", hooks))
                .containsExactly(
                        "pre_start: done, by: bin/migrate",
                        "post_stop: failed (ended with exit status 3), by: rm lock");
    }

    @Test
    void whatIsRestartedForMemoryOrAgeShowsHowNearItIs() {
        Map<String, Object> recycling = new LinkedHashMap<>(Map.of("memory_most_mb", 200));
        assertThat(FactWords.of("recycling", recycling)).containsExactly("recycling: may use 200 MB");
        recycling.putAll(Map.of("memory_mb", 14, "age_ends", "2026-11-30T08:48:42Z"));
        assertThat(FactWords.of("recycling", recycling))
                .containsExactly(
                        "recycling: uses 14 MB, may use 200 MB; is restarted for its age at 2026-11-30T08:48:42Z");
        assertThat(FactWords.of("recycling", Map.of("reason", "it is old", "waits_for", "web:1")))
                .containsExactly("recycling: waits for web:1, then is restarted: it is old");
    }

    @Test
    void otherFactsAreShownAsTheyAre() {
        assertThat(FactWords.of("depends_on", List.of("db:ready", "cache:started")))
                .containsExactly("depends on: db:ready, cache:started");
        assertThat(FactWords.of("limits", Map.of("nofile", "1024"))).containsExactly("limits: nofile 1024");
    }
}
