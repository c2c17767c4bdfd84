package org.supervisor.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.supervisor.api.Role;
import org.supervisor.server.process.ProcessName;

/** Users are sections of a supervisord file. */
class UserReaderTest {
    @TempDir
    private Path folder;

    private Loading files;

    @BeforeEach
    void open() {
        files = new Loading(folder);
    }

    @Test
    void aUserHasAPasswordARoleAndPrograms() throws Exception {
        UserSpec alice = files.load(Loading.MAIN
                        + "[user:alice]\npassword=secret\nroles=viewer, operator\nprograms=web:*, worker, db:a*\n")
                .spec()
                .users()
                .getFirst();
        assertThat(alice.name()).isEqualTo("alice");
        assertThat(alice.password()).contains("secret");
        assertThat(alice.role()).isEqualTo(Role.OPERATOR);
        assertThat(List.of("web:x", "worker", "worker:worker_01", "db:a1"))
                .allMatch(name -> alice.programs().cover(ProcessName.parse(name)));
        assertThat(List.of("db", "db:b", "webx:x", "work", "db:xa"))
                .noneMatch(name -> alice.programs().cover(ProcessName.parse(name)));
        assertThat(alice).asString().doesNotContain("secret");
    }

    @Test
    void aUserSeesAllProgramsAndOnlyLooksUnlessTheFileHasOtherwise() throws Exception {
        Loaded loaded = files.load(Loading.MAIN + "[user:bob]\n");
        UserSpec bob = loaded.spec().users().getFirst();
        assertThat(bob.role()).isEqualTo(Role.VIEWER);
        assertThat(bob.programs().areAll()).isTrue();
        assertThat(loaded.warnings())
                .singleElement()
                .asString()
                .contains("nobody can log in as bob: it has neither password nor unix_user");
    }

    @ParameterizedTest
    @CsvSource({
        "'[user:a]\npassword=x\nroles=boss', there is no role boss",
        "'[user:a]\npassword=x\nroles=', roles is empty",
        "'[user:a]\npassword=x\nprograms=', programs is empty",
        "'[user:a]\npassword=', password is empty",
        "'[user:a]\npassword={bcrypt}xyz', begins like a hash",
        "'[user:a:b]\npassword=x', has no name that could log in",
        "'[user:a]\nunix_user=nobody-of-this-name', Invalid user name"
    })
    void whatCannotBeMeantIsAProblem(String text, String problem) {
        assertThatThrownBy(() -> files.load(Loading.MAIN + text + "\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void thePasswordOfAUserIsShownNowhere() throws Exception {
        Loaded loaded = files.load(Loading.MAIN + "[user:a]\npassword=secret\nunknown=1\n");
        assertThat(loaded.values().toString() + loaded.warnings() + loaded.spec())
                .doesNotContain("secret");
    }

    @Test
    void aBcryptHashIsAPasswordOfAServerToo() throws Exception {
        String hash = "{bcrypt}$2y$04$0pX6IEXYhb8U.ZFJs8JMFu8sfleEnBOkSvKoHLJqVKdXdEI9n4sDW";
        assertThat(files.load(Loading.MAIN + "[inet_http_server]\nport=127.0.0.1:9001\nusername=a\npassword=" + hash
                                + "\n")
                        .spec()
                        .servers()
                        .getFirst()
                        .credentials()
                        .orElseThrow()
                        .password())
                .isEqualTo(hash);
    }
}
