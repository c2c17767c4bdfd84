package org.supervisor.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.supervisor.server.process.NativeText;

/**
 * Whatever bytes a file has, there is a specification in the end or a refusal that names the place. Random files come from
 * seeds, so that each can be looked at again; {@code -Dtest.files=100000} tries more of them.
 */
class HostileFilesTest {
    private static final int FILES_PER_SEED = 100;
    private static final List<String> WORDS = List.of(
            "[supervisord]",
            "[program:",
            "]",
            "[",
            "\n",
            "\n",
            "\n ",
            "\r",
            "=",
            ":",
            "%",
            "%(",
            ")s",
            "%(here)s",
            ",",
            ";",
            " ;",
            "#",
            "\"",
            "'",
            "\0",
            "\u0085",
            "\u2028",
            "\uFEFF",
            "<<",
            "EOT",
            "command",
            "numprocs",
            "environment",
            "process_num",
            "%(process_num)c",
            "%(ENV_A)s",
            "-1",
            "0",
            "2147483648",
            "99999999999999999999GB",
            "1_1",
            "0o_7",
            "[include]",
            "files",
            "*",
            "[z-a]",
            "[!",
            "~",
            "/",
            "..",
            "[group:g]",
            "programs",
            "[eventlistener:l]",
            "events",
            "[fcgi-program:f]",
            "socket",
            "unix://",
            "tcp://h:0",
            "[inet_http_server]",
            "port",
            "*:",
            "name",
            "auto-start",
            "exit-codes",
            "stop-signal",
            "user",
            "directory",
            "stdout_logfile",
            "umask",
            "\u00e9",
            "[DEFAULT]",
            "[rpcinterface:supervisor]",
            "supervisor.rpcinterface_factory");
    private static final List<String> SAMPLES = List.of("""
        [supervisord]
        logfile = %(here)s/main.log
        environment = A="1",B=two
        [inet_http_server]
        port = 127.0.0.1:9001
        [rpcinterface:supervisor]
        supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
        [include]
        files = d/*.conf
        [program:web]
        command = /bin/cat %(process_num)02d
        process_name = %(program_name)s_%(process_num)d
        numprocs = 2
        environment = C=3,
         D="4 5"
        stdout_logfile = %(here)s/%(program_name)s.log
        stdout_logfile_maxbytes = 10MB
        exitcodes = 0,2
        [eventlistener:l]
        command = cat
        events = TICK_60
        [fcgi-program:f]
        command = cat
        socket = tcp://localhost:9
        [group:g]
        programs = web
        """, """
        [program:web]
        command = <<EOT
        /bin/sh -c "x"
        EOT
        name = web
        auto-start = 1
        stop-signal = TERM
        environment = A=1;;B=2
        exit-codes = 0,1
        umask = 022
        directory = /
        """);

    @TempDir
    private Path folder;

    private Loading loading;

    @BeforeEach
    void prepare() {
        loading = new Loading(folder);
    }

    static IntStream seeds() {
        return IntStream.range(0, Math.max(1, Integer.getInteger("test.files", 1_000) / FILES_PER_SEED));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void endsInASpecificationOrInARefusalThatNamesThePlace(int seed) throws Exception {
        Random chance = new Random(seed);
        for (int i = 0; i < FILES_PER_SEED; i++) {
            byte[] content = content(chance);
            loading.file("d/x.conf", "");
            Files.write(folder.resolve("d/x.conf"), content(chance));
            Path file = Files.write(folder.resolve("main.conf"), content);
            try {
                Check.of(Configuration.load(file, Map.of("A", "1"), Overrides.NONE, Loading.USERS));
            } catch (ConfigException e) {
                assertThat(e.problems()).allMatch(HostileFilesTest::hasPlace);
                assertThat(e.report().chars()).allMatch(c -> c == '\n' || !Character.isISOControl(c));
            } catch (RuntimeException | Error e) {
                throw new AssertionError(
                        "seed " + seed + ", file " + i + ":\n" + new String(content, StandardCharsets.ISO_8859_1), e);
            }
        }
    }

    private static boolean hasPlace(Problem problem) {
        return problem.file() != null
                && !problem.expected().isEmpty()
                && !problem.supervisordText().isEmpty();
    }

    /** A sample, much of which is kept, with pieces taken out, doubled and put in. */
    private static byte[] content(Random chance) {
        StringBuilder text = new StringBuilder(SAMPLES.get(chance.nextInt(SAMPLES.size())));
        for (int i = chance.nextInt(12); i > 0; i--) {
            int at = chance.nextInt(text.length() + 1);
            int end = Math.min(text.length(), at + chance.nextInt(12));
            switch (chance.nextInt(4)) {
                case 0 -> text.delete(at, end);
                case 1 -> text.insert(at, text.substring(at, end));
                default -> text.insert(at, WORDS.get(chance.nextInt(WORDS.size())));
            }
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 0 && chance.nextInt(20) == 0) {
            bytes[chance.nextInt(bytes.length)] = (byte) chance.nextInt();
        }
        return bytes;
    }

    static Stream<String> longTexts() {
        int many = 200_000;
        return Stream.of(
                "[supervisord]\nminfds=" + "1_".repeat(many) + "1",
                "[supervisord]\numask=" + "1_".repeat(many) + "1",
                "[supervisord]\n" + "k".repeat(many) + "=1",
                "[" + "s".repeat(many) + "]\n[supervisord]\n",
                "[" + " ".repeat(many),
                "[supervisord]\nenvironment=A=\"" + "\n x ;y\"".repeat(many / 8),
                "[supervisord]\nidentifier=" + "%(here)9999s".repeat(many / 12),
                "[supervisord]\nidentifier=" + "%(".repeat(many),
                "[program:x]\nauto-start=1\ncommand=c\nx" + " ".repeat(many),
                "[program:x]\nauto-start=1\n" + "command=<<E\n".repeat(many / 12),
                "[supervisord]\n[include]\nfiles=" + "*a".repeat(60) + "b");
    }

    @ParameterizedTest
    @MethodSource("longTexts")
    void longTextsTakeNoDeepStackAndNoLongTime(String text) throws Exception {
        loading.file("a".repeat(250), "");

        assertThat(Stream.of(text)).allSatisfy(t -> {
            try {
                loading.load(t);
            } catch (ConfigException e) {
                assertThat(e.problems()).isNotEmpty();
            }
        });
    }

    @Test
    void aByteOrderMarkIsPassedOverWithAWarning() throws ConfigException {
        loading.file("d/x.conf", "\uFEFF[program:x]\ncommand=c\n");
        Loaded loaded = loading.load("\uFEFF[supervisord]\n[include]\nfiles=d/*\n");

        assertThat(loaded.spec().groups()).hasSize(1);
        assertThat(loaded.warnings())
                .extracting(Warning::toString)
                .containsExactly(
                        folder
                                + "/main.conf:1: a byte-order mark is passed over; supervisord refuses it: save"
                                + " without it",
                        folder
                                + "/d/x.conf:1: a byte-order mark is passed over; supervisord refuses it: save without"
                                + " it");
        assertThat(loading.program("\uFEFF[program:x]\nauto-start=1\ncommand=c\n")
                        .name()
                        .process())
                .isEqualTo("x");
    }

    @Test
    void aNulCharacterIsAProblemInItsLine() {
        assertThat(loading.refusal("[supervisord]\n[include]\nfiles = a\0b\n").report())
                .contains("line 3  [include] files = a\\x00b  remove the NUL character");
        assertThat(loading.refusal(Loading.MAIN + "[program:a\0b]\ncommand=c\n").supervisordText())
                .startsWith("embedded null byte");
    }

    @Test
    void aByteThatIsNotUtf8IsNamedWithItsLine() throws Exception {
        Path file = Files.write(
                folder.resolve("main.conf"),
                "[supervisord]\nidentifier=\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
        ConfigException refusal = catchThrowableOfType(
                ConfigException.class, () -> Configuration.load(file, Map.of(), Overrides.NONE, Loading.USERS));

        assertThat(refusal.report()).contains("line 2  not UTF-8: byte 0xe9  save the file as UTF-8");
    }

    @Test
    void aPipeIsRefusedAndNotWaitedFor() throws Exception {
        Path pipe = pipe("d/p.conf");

        assertThat(catchThrowableOfType(
                                ConfigException.class,
                                () -> Configuration.load(pipe, Map.of(), Overrides.NONE, Loading.USERS))
                        .report())
                .contains("a pipe, socket or device, not a regular file");
        assertThat(loading.refusal(Loading.MAIN + "[include]\nfiles=d/*\n").report())
                .contains(pipe + ": a pipe, socket or device, not a regular file  expected a regular file");
    }

    private Path pipe(String name) throws Exception {
        Path pipe = folder.resolve(name);
        Files.createDirectories(pipe.getParent());
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        return pipe;
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dev/zero", "/dev/null", "zero"})
    void aDeviceIsRefusedUnderAnyName(String name) throws Exception {
        Files.createSymbolicLink(folder.resolve("zero"), Path.of("/dev/zero"));

        assertThat(loading.refusal(Loading.MAIN + "[include]\nfiles=" + name + "\n")
                        .report())
                .contains("a pipe, socket or device, not a regular file");
    }

    @Test
    void allFilesTogetherHaveABound() {
        String half = ";" + "x".repeat((int) Source.MOST_BYTES / 2) + "\n";
        loading.file("d/a.conf", half);

        assertThat(catchThrowableOfType(
                        RuntimeException.class, () -> loading.load(Loading.MAIN + "[include]\nfiles=d/*\n")))
                .isNull();
        loading.file("d/b.conf", half);
        assertThat(loading.refusal(Loading.MAIN + "[include]\nfiles=d/*\n").report())
                .contains(folder
                        + "/d/b.conf: too large  expected at most 4 MiB in all files of a configuration together");
    }

    @Test
    void theNameOfAnIncludedFileDoesNotSteerTheTerminal() throws Exception {
        Path file = folder.resolve("d").resolve(NativeText.path("x\u001b[31m\udcff.conf"));
        Files.createDirectories(file.getParent());
        Files.writeString(file, "x\n");
        String main = Loading.MAIN + "[include]\nfiles=d/*\n";

        assertThat(loading.refusal(main).report()).contains("/d/x\\x1b[31m\\xff.conf line 1  x  expected a section");
        Files.writeString(file, "[program:x]\ncommand=c\n");
        assertThat(Check.of(loading.load(main))).contains("/d/x\\x1b[31m\\xff.conf\n");
    }
}
