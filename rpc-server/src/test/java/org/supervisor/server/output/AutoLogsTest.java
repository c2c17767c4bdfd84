package org.supervisor.server.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.supervisor.api.LogStream;
import org.supervisor.server.process.ProcessName;
import org.supervisor.server.process.StreamSpec;

class AutoLogsTest {
    @TempDir
    Path folder;

    @Test
    void anAutoLogIsNamedAsSupervisordNamesItAndPrivate() throws IOException {
        StreamSpec named = new AutoLogs(folder, "super.visor")
                .named(
                        new ProcessName("web", "web/00"),
                        LogStream.STDERR,
                        StreamSpec.to(new StreamSpec.Log.Auto(5, 2)));
        StreamSpec.Log.File log = (StreamSpec.Log.File) named.log();
        assertThat(log.path().getFileName().toString()).matches("web_00-stderr---super\\.visor-[a-z0-9_]{8}\\.log");
        assertThat(log.maxBytes()).isEqualTo(5);
        assertThat(log.backups()).isEqualTo(2);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(log.path())))
                .isEqualTo("rw-------");
    }

    @Test
    void otherLogsKeepTheirNames() throws IOException {
        StreamSpec spec = StreamSpec.to(new StreamSpec.Log.File(folder.resolve("x"), 0, 0));
        assertThat(new AutoLogs(folder, "s").named(ProcessName.alone("x"), LogStream.STDOUT, spec))
                .isSameAs(spec);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void onlyOurOwnLeftoversAreRemoved() throws IOException {
        for (String gone :
                new String[] {"a-stdout---me-abcd_123.log", "a-stdout---me-abcd_123.log.12", "a-stdout---me-abc.log"}) {
            Files.createFile(folder.resolve(gone));
        }
        String[] kept = {"a-stdout---you-abcd_123.log", "a-stdout---me-abcd_123.txt", "a.log"};
        for (String name : kept) {
            Files.createFile(folder.resolve(name));
        }
        assertThat(new AutoLogs(folder, "me").removeLeftovers()).isEmpty();
        try (var left = Files.list(folder)) {
            assertThat(left.map(p -> p.getFileName().toString())).containsExactlyInAnyOrder(kept);
        }
        assertThat(new AutoLogs(folder.resolve("missing"), "me").removeLeftovers())
                .isPresent();
    }
}
