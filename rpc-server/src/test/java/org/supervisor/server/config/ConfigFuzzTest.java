package org.supervisor.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.supervisor.server.Fuzz;

/** Whatever a configuration file has in it, {@code --check} shows what it means, or what is wrong and where. */
@Timeout(600)
class ConfigFuzzTest {
    private static final int TRIES = 800;
    private static final long MOST_ALLOCATED = 512L << 20;

    private static final String ACCESS = """
        [supervisord]
        audit_logfile = audit.log
        audit_failure = refuse
        [inet_http_server]
        port = 127.0.0.1:9001
        username = root
        password = {SHA}084a3501edef6845f2f1e4198ec3a2b81cf5c6bc
        [unix_http_server]
        file = s.sock
        chmod = 0700
        chown = root:root
        password_file = %(here)s/word
        username = me
        [user:alice]
        password = {bcrypt}$2y$04$0pX6IEXYhb8U.ZFJs8JMFu8sfleEnBOkSvKoHLJqVKdXdEI9n4sDW
        roles = operator
        programs = web:*, worker, w?*:[a-c]
        [user:local]
        unix_user = root
        roles = viewer
        [token:ci]
        hash = {sha256}9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
        expires = 2027-01-31T12:00:00Z
        user = alice
        [token:other]
        hash = {sha256}0f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
        expires = never
        programs = web
        [inet_http_server:secure]
        port = 127.0.0.1:9443
        allowed_origins = https://a.example
        allowed_hosts = a.example
        [supervisorctl]
        serverurl = http://me:secret@127.0.0.1:9001
        """;

    @TempDir
    private Path folder;

    private static List<String> samples() throws IOException {
        Path etc = Path.of("..", "etc");
        return List.of(
                ACCESS,
                ACCESS,
                Files.readString(etc.resolve("supervisord.conf")),
                Files.readString(etc.resolve("supervisor.ini")),
                Files.readString(etc.resolve("supervisord.conf")).replaceAll("(?m)^;(?=[a-z_\\[])", ""),
                Files.readString(etc.resolve("supervisor.ini")).replaceAll("(?m)^[;#] ?(?=[a-z][a-z_-]* *= )", ""));
    }

    private static List<String> words() {
        return List.of(
                "\n[user:",
                "\n[program:",
                "]\n",
                "\n[include]\nfiles=*.conf\n",
                "\n[token:",
                "\nroles = admin, viewer",
                "\nunix_user = ",
                "\npassword_file = /dev/zero\n",
                "\npassword = {bcrypt}$2y$31$",
                "{SHA}",
                "\nprograms = ",
                "\naudit_logfile_maxbytes = ",
                "\ntls_certificate = main.conf\ntls_key = main.conf\n",
                "\ntls_keystore = /dev/zero\n",
                "\ntls_client_ca = main.conf\ntls_client_auth = required\n",
                "\nexpires = ",
                "\nnumprocs = ",
                "\nschedule = 0 0 31 2 *\n",
                "\nhealth_http = http://x/\n",
                "\ndepends_on = ",
                "\nstop_sequence = TERM 1s, KILL\n",
                "\nenvironment = A=",
                "%(ENV_A)s",
                "%(here)s",
                "%(process_num)099999999d",
                "\"",
                "=",
                "*",
                "1h",
                "1GB");
    }

    @Test
    void theSampleOfAllThatLetsClientsInIsUnderstood() throws Exception {
        Files.writeString(folder.resolve("x.conf"), "[program:x]\ncommand=cat\n");
        Files.writeString(folder.resolve("word"), "sesame\n");
        Path file = Files.writeString(folder.resolve("main.conf"), ACCESS);
        assertThat(Check.of(Configuration.load(file, Map.of(), Overrides.NONE, Loading.USERS)))
                .contains("audit.log");
    }

    @Test
    void everyFileIsUnderstoodOrRefusedWithThePlace() throws IOException {
        Files.writeString(folder.resolve("x.conf"), "[program:x]\ncommand=cat\n");
        Files.writeString(folder.resolve("word"), "sesame\n");
        Path file = folder.resolve("main.conf");
        Fuzz.ofTexts(TRIES, samples(), words()).allocating(MOST_ALLOCATED).on((input, _) -> {
            Files.write(file, input);
            try {
                Check.of(Configuration.load(file, Map.of("A", "1"), Overrides.NONE, Loading.USERS));
            } catch (ConfigException refused) {
                assertThat(refused.problems()).isNotEmpty().allMatch(problem -> problem.file() != null);
                assertThat(refused.report().chars()).allMatch(c -> c == '\n' || !Character.isISOControl(c));
            }
        });
    }
}
