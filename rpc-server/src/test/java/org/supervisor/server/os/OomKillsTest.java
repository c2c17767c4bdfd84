package org.supervisor.server.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OomKillsTest {
    @TempDir
    private Path folder;

    private void write(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private long count() {
        return OomKills.count(folder.resolve("proc"), folder.resolve("cg"));
    }

    @Test
    void thoseOfOurCgroupCountIfItCountsThem() throws IOException {
        write("proc/self/cgroup", "1:name=systemd:/\n0::/system.slice/x.service\n");
        write("cg/system.slice/x.service/memory.events", "low 0\nhigh 0\nmax 7\noom 3\noom_kill 2\noom_group_kill 0\n");
        write("proc/vmstat", "nr_free_pages 1\noom_kill 9\n");
        assertThat(count()).isEqualTo(2);
    }

    @Test
    void elseThoseOfTheMachine() throws IOException {
        write("proc/self/cgroup", "0::/\n");
        write("proc/vmstat", "nr_free_pages 1\noom_kill 9\n");
        assertThat(count()).isEqualTo(9);
    }

    @Test
    void aKernelThatDoesNotCountIsKnownByItsNegativeCount() {
        assertThat(count()).isNegative();
    }
}
