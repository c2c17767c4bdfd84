package org.supervisor.server.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs in whatever locale the tests are run; what it asserts is the same in all. */
class NativeTextTest {
    private static final long SEED = 20261128;

    private static byte[] bytes(String latin1) {
        return latin1.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void readsUtf8AndKeepsEachOtherByteAsALoneSurrogate() {
        assertThat(NativeText.of(bytes("d\u00c3\u00b6"))).isEqualTo("dö");
        assertThat(NativeText.of(bytes("a\u00ff\u00c3b"))).isEqualTo("a\udcff\udcc3b");
        assertThat(NativeText.of(bytes("\u00f0\u009f\u0098\u0080\u0080"))).isEqualTo("\ud83d\ude00\udc80");
        assertThat(NativeText.of(new byte[0])).isEmpty();
    }

    @Test
    void givesBackTheBytesOfEveryText() {
        Random random = new Random(SEED);
        for (int round = 0; round < 2000; round++) {
            byte[] bytes = new byte[random.nextInt(12)];
            random.nextBytes(bytes);
            assertThat(NativeText.bytes(NativeText.of(bytes))).isEqualTo(bytes);
        }
        assertThat(NativeText.bytes("\ud83d\ude00\udc80")).isEqualTo(bytes("\u00f0\u009f\u0098\u0080\u0080"));
        for (int codePoint : new int[] {0x10080, 0x1F480, 0x1F4FF}) { // pairs that end in U+DC80 to U+DCFF
            String text = Character.toString(codePoint);
            assertThat(NativeText.bytes("x" + text)).isEqualTo(("x" + text).getBytes(StandardCharsets.UTF_8));
            assertThat(NativeText.bytes("\udcff" + text))
                    .endsWith(text.getBytes(StandardCharsets.UTF_8))
                    .hasSize(5);
        }
    }

    @Test
    void showsAByteThatIsNotUtf8AsUnknown() {
        assertThat(NativeText.shown("gr\u00f6\udcff")).isEqualTo("gr\u00f6\ufffd");
        assertThat(NativeText.shown("größe")).isEqualTo("größe");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/plain",
                "/dö",
                "dö",
                "dö/ß x%41?#",
                "/a\udcff/b",
                "a\udcff",
                "..",
                "../dö",
                "./dö",
                "/dö/../ö",
                " ö ",
                "~ö",
                "öa:b\\\"'"
            })
    void aPathKeepsItsName(String name) {
        Path path = NativeText.path(name);
        assertThat(NativeText.of(path)).isEqualTo(name);
        assertThat(path.isAbsolute()).isEqualTo(name.startsWith("/"));
    }

    @Test
    void joinsSlashesAsEveryPathDoes() {
        assertThat(NativeText.of(NativeText.path("//ö///b//"))).isEqualTo("/ö/b");
        assertThat(NativeText.path("ö//b/")).isEqualTo(NativeText.path("ö/b"));
    }

    @Test
    void refusesANulAsEveryPathDoes() {
        assertThatThrownBy(() -> NativeText.path("ö\0")).isInstanceOf(InvalidPathException.class);
    }

    @Test
    void findsTheFileOfTheseBytes(@TempDir Path folder) throws IOException {
        for (String name : List.of("dö", "a\udcff", "ö\udcc3%\n?", "\ud83d\ude00")) {
            Path made = folder.resolve(NativeText.path(name));
            Files.writeString(made, "x");
            try (var files = Files.newDirectoryStream(folder)) {
                assertThat(files.iterator()).toIterable().containsExactly(made);
            }
            assertThat(NativeText.of(made)).isEqualTo(folder + "/" + name);
            assertThat(NativeText.of(made.getFileName())).isEqualTo(name);
            Files.delete(made);
            Files.createDirectory(made);
            assertThat(NativeText.of(made)).isEqualTo(folder + "/" + name); // a folder's URI ends with a slash
            Files.delete(made);
        }
    }
}
