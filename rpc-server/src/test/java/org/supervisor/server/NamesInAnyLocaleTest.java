package org.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.supervisor.server.process.NativeText;

/**
 * Names are bytes, and reach files and children as they were given, whatever the locale. Bytes that are not UTF-8 come
 * from the environment and from the folder the configuration is in; U+DCFF stands for the byte 0xFF.
 */
class NamesInAnyLocaleTest {
    private static final String FOREIGN = "gr\u00f6\udcff";
    private static final Pattern SPAWNED = Pattern.compile(raw("spawned: 'größe' with pid (\\d+)"));

    private static final String CONFIGURATION = """
        [supervisord]
        logfile = %(here)s/main.log
        pidfile = %(here)s/pid
        childlogdir = %(here)s
        @SERVER@
        [program:größe]
        directory = dö
        command = /bin/sh -c 'echo hällo "$1"; exec /bin/sleep 1000' größe "%(ENV_G)s" wörd
        environment = V="wért",W="%(ENV_G)s"
        stdout_logfile = %(here)s/ö-%(ENV_G)s.log
        redirect_stderr = true
        startsecs = 0

        [program:none]
        command = /nö/%(ENV_G)s
        startretries = 0
        autorestart = false

        [program:z]
        command = %(here)s/dö/läuft %(here)s
        startsecs = 0

        [include]
        files = %(here)s/in*/*.cönf
        """;

    @TempDir
    private Path temporary;

    private Path folder;
    private Process daemon;

    @BeforeEach
    void makeFiles() throws IOException {
        folder = Files.createDirectory(temporary.resolve(NativeText.path("k\u00f6\udcff")));
        Path work = Files.createDirectory(folder.resolve(NativeText.path("dö")));
        Path program = work.resolve(NativeText.path("läuft"));
        Files.writeString(program, "#!/bin/sh\nsleep 1000\n");
        Files.setPosixFilePermissions(program, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
        Path included = Files.createDirectory(folder.resolve("inc"));
        Files.writeString(
                included.resolve(NativeText.path("\udcff.cönf")),
                "[program:included]\ncommand = /bin/sleep 1000\ndirectory = %(here)s\nstartsecs = 0\n");
    }

    @AfterEach
    void endDaemon() throws InterruptedException {
        if (daemon != null && daemon.isAlive()) {
            List<ProcessHandle> children = daemon.descendants().toList();
            daemon.destroy();
            boolean ended = daemon.waitFor(Await.LONG_ENOUGH.toSeconds(), TimeUnit.SECONDS);
            children.forEach(ProcessHandle::destroyForcibly);
            daemon.destroyForcibly();
            assertThat(ended).as("the daemon ends on request").isTrue();
        }
    }

    /** The bytes of a text, one char each. */
    private static String raw(String text) {
        return new String(NativeText.bytes(text), StandardCharsets.ISO_8859_1);
    }

    private static String bytesOf(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
        } catch (IOException failure) {
            return ""; // not there yet, or there no more
        }
    }

    /** Starts the daemon by a shell, which knows nothing of encodings. */
    private void start(String locale, String server) throws IOException {
        write("s\u00f6\udcff.conf", CONFIGURATION.replace("@SERVER@", server));
        write("run", """
            unset LC_ALL LC_CTYPE LANG
            %s
            export G='%s'
            export _JAVA_SR_SIGNUM=40
            exec /usr/bin/env --block-signal=HUP,INT,QUIT,TERM,USR2 '%s' -Xrs -XX:+UseSerialGC \\
                -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED -Dorg.supervisor.program=supervisord \\
                -cp '%s' %s --nodaemon --child_output=prefixed --configuration './söG.conf'
            """.formatted(
                        locale,
                        FOREIGN,
                        ProcessHandle.current().info().command().orElseThrow(),
                        System.getProperty("java.class.path"),
                        Main.class.getName())
                .replace("söG", "s\u00f6\udcff"));
        daemon = new ProcessBuilder("/bin/sh", "-c", "cd -- k*; exec /bin/sh ./run")
                .directory(temporary.toFile())
                .redirectOutput(temporary.resolve("stdout").toFile())
                .redirectError(temporary.resolve("stderr").toFile())
                .start();
    }

    private void write(String name, String text) throws IOException {
        Files.write(folder.resolve(NativeText.path(name)), NativeText.bytes(text));
    }

    private String log() {
        return bytesOf(folder.resolve("main.log"));
    }

    private void await(String line) {
        Await.until("'" + line + "' in the log", () -> {
            assertThat(daemon.isAlive())
                    .as(() -> "the daemon lives: " + bytesOf(temporary.resolve("stderr")) + log())
                    .isTrue();
            return log().contains(raw(line));
        });
    }

    private Path child() {
        await("success: größe entered RUNNING state");
        await("success: z entered RUNNING state");
        await("success: included entered RUNNING state");
        Matcher found = SPAWNED.matcher(log());
        assertThat(found.find()).isTrue();
        Path child = Path.of("/proc", found.group(1));
        Await.until(
                "the shell of größe to become sleep",
                () -> bytesOf(child.resolve("cmdline")).startsWith("/bin/sleep"));
        return child;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"LC_ALL=C", "LC_ALL=POSIX", "unset LC_ALL", "LC_ALL=C.UTF-8", "LC_ALL=xx_YY", "LC_CTYPE=C.UTF-8"
            })
    void passesBytesUnchangedIn(String locale) throws IOException {
        start(locale + (locale.contains("=") ? "; export " + locale.substring(0, locale.indexOf('=')) : ""), "");
        Path child = child();

        assertThat(Files.readSymbolicLink(child.resolve("cwd"))).isEqualTo(folder.resolve(NativeText.path("dö")));
        assertThat(bytesOf(child.resolve("environ")).split("\0"))
                .contains(
                        raw("G=" + FOREIGN),
                        raw("W=" + FOREIGN),
                        raw("V=wért"),
                        raw("SUPERVISOR_PROCESS_NAME=größe"),
                        raw("SUPERVISOR_GROUP_NAME=größe"));
        String expected = raw("größe stdout | hällo " + FOREIGN + "\n");
        Await.until(
                "the line on the daemon's standard output",
                () -> bytesOf(temporary.resolve("stdout")).contains(expected));
        assertThat(bytesOf(folder.resolve(NativeText.path("ö-" + FOREIGN + ".log"))))
                .isEqualTo(raw("hällo " + FOREIGN + "\n"));
        await("can't find command '/nö/" + FOREIGN + "'");
        assertThat(bytesOf(temporary.resolve("stderr"))).doesNotContain("Exception", "Error");
    }

    @ParameterizedTest
    @ValueSource(strings = {"LC_ALL=C", "LC_ALL=C.UTF-8"})
    void namesFilesInProblemsByTheirBytesIn(String locale) throws IOException, InterruptedException {
        start(locale + "; export LC_ALL", "[program:x]\ndirectory = %(here)s/ä");
        assertThat(daemon.waitFor(Await.LONG_ENOUGH.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        assertThat(daemon.exitValue()).isEqualTo(ExitCode.USAGE.status());
        assertThat(bytesOf(temporary.resolve("stderr"))).contains(raw("s\u00f6\\xff.conf has 1 problem"));
    }

    /** What the launch script does: the JVM gets a locale, and the child the one from before. */
    @ParameterizedTest
    @ValueSource(strings = {"=C", "=de_DE.ISO-8859-1", "=", ""})
    void givesChildrenTheLocaleFromBeforeTheLaunchScript(String before) throws IOException {
        start("export LC_ALL=C.UTF-8 SUPERVISOR_RPC_LC_ALL='" + before + "'", "[unix_http_server]\nfile = %(here)s/sö");
        Path child = child();

        List<String> environment = List.of(bytesOf(child.resolve("environ")).split("\0"));
        assertThat(environment.stream().filter(pair -> pair.contains("LC_ALL")))
                .containsExactlyElementsOf(before.isEmpty() ? List.of() : List.of("LC_ALL" + before));
        assertThat(environment).contains(raw("SUPERVISOR_SERVER_URL=unix://" + NativeText.of(folder) + "/sö"));
        assertThat(folder.resolve(NativeText.path("sö"))).exists();
    }

    @Test
    void refusesASocketThatTheJvmCannotBindWithItsReason() throws IOException, InterruptedException {
        start("export LC_ALL=C", "[unix_http_server]\nfile = %(here)s/sö");
        assertThat(daemon.waitFor(Await.LONG_ENOUGH.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        assertThat(daemon.exitValue()).isEqualTo(ExitCode.USAGE.status());
        assertThat(bytesOf(temporary.resolve("stderr")))
                .contains(raw("Error: the name of the UNIX socket " + NativeText.of(folder) + "/sö has letters that"));
    }

    @Test
    void passesArgumentsOfACommandUnchanged() throws IOException {
        start("export LC_ALL=C", "[program:words]\ncommand = /bin/sleep 1000 ö\nautostart = false");
        child();
        Await.until(
                "the words of z",
                () -> daemon.descendants()
                        .map(child -> bytesOf(Path.of("/proc", Long.toString(child.pid()), "cmdline")))
                        .anyMatch(words -> words.equals("/bin/sh\0"
                                + raw(NativeText.of(folder) + "/dö/läuft\0" + NativeText.of(folder) + "\0"))));
    }
}
