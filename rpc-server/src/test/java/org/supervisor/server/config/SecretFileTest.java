package org.supervisor.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Passwords in files of their own, and secrets that are not shown. */
class SecretFileTest {
    private static final String SERVER = Loading.MAIN + "[inet_http_server]\nport=9001\nusername=u\n";

    @TempDir
    private Path folder;

    private Loading loading;

    @BeforeEach
    void prepare() {
        loading = new Loading(folder);
    }

    private Path secret(String text, String mode) throws IOException {
        Path file = loading.file("secret", text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        return file;
    }

    @ParameterizedTest
    @ValueSource(strings = {"sesame", "sesame\n"})
    void aPasswordMayBeInAFile(String text) throws IOException, ConfigException {
        Loaded loaded = loading.load(SERVER + "password_file=" + secret(text, "rw-------") + "\n");

        assertThat(loaded.spec().servers().getFirst().credentials()).contains(new Credentials("u", "sesame"));
        assertThat(loaded.warnings()).isEmpty();
        assertThat(Check.of(loaded))
                .contains("password_file = " + folder + "/secret")
                .doesNotContain("sesame");
    }

    @Test
    void aUserMayHaveOneToo() throws IOException, ConfigException {
        Loaded loaded =
                loading.load(Loading.MAIN + "[user:alice]\npassword_file=" + secret("sesame", "rw-r-----") + "\n");

        assertThat(loaded.spec().users().getFirst().password()).contains("sesame");
        assertThat(loaded.warnings()).isEmpty();
    }

    @Test
    void aFolderOfCredentialsIsNamedByItsVariable() throws IOException, ConfigException {
        secret("sesame", "r--------");
        Loaded loaded = loading.load(
                SERVER + "password_file=%(ENV_CREDENTIALS_DIRECTORY)s/secret\n",
                Overrides.NONE,
                Map.of("CREDENTIALS_DIRECTORY", folder.toString()));

        assertThat(loaded.spec().servers().getFirst().credentials())
                .map(Credentials::password)
                .isEqualTo(Optional.of("sesame"));
    }

    @Test
    void aFileThatEverybodyMayReadIsWarnedOf() throws IOException, ConfigException {
        assertThat(loading.load(SERVER + "password_file=" + secret("sesame", "rw-r--r--") + "\n")
                        .warnings())
                .singleElement()
                .asString()
                .contains("chmod o-r " + folder + "/secret");
    }

    @ParameterizedTest
    @CsvSource({"'', password is empty", "'a\nb', more than one line", "{SSHA}x, begins like a hash"})
    void aFileThatHoldsNoPasswordIsAProblem(String text, String problem) throws IOException {
        assertThat(loading.refusal(SERVER + "password_file=" + secret(text, "rw-------") + "\n")
                        .report())
                .contains(problem)
                .contains("password_file = " + folder + "/secret");
    }

    @Test
    void aFileThatIsNotThereIsAProblem() {
        assertThat(loading.refusal(SERVER + "password_file=/none\n").report()).contains("there is no file /none");
    }

    @Test
    void aPasswordAndAFileExcludeEachOther() throws IOException {
        assertThat(loading.refusal(SERVER + "password=a\npassword_file=" + secret("b", "rw-------") + "\n")
                        .report())
                .contains("password and password_file exclude each other");
    }

    @Test
    void variablesThatLookLikeSecretsAreNotShown() throws ConfigException {
        String text = Loading.MAIN + """
            environment=A_TOKEN="abc"
            [program:web]
            command=/bin/cat
            environment=DB_PASSWORD="hunter2",URL="http://me:pw@host/",PLAIN="yes"
            """;

        assertThat(Check.of(loading.load(text)))
                .contains("environment = DB_PASSWORD=***,URL=\"http://me:***@host/\",PLAIN=\"yes\"")
                .contains("environment = A_TOKEN=***")
                .doesNotContain("hunter2")
                .doesNotContain("abc");
        assertThat(Check.of(loading.load(text.replace(Loading.MAIN, Loading.MAIN + "show_environment=true\n"))))
                .contains("hunter2");
    }

    @Test
    void variablesOfAPerlFileAreNotShownEither() throws ConfigException {
        assertThat(Check.of(loading.load("""
            [program:web]
            name = web
            log-format = perl
            command = /bin/cat
            environment = A=1;;SECRET=xyzzy
            """)))
                .contains("environment = A=\"1\",SECRET=***")
                .doesNotContain("xyzzy");
    }

    @ParameterizedTest
    @ValueSource(strings = {"DB_PASSWORD='hunter2", "DB_PASSWORD=%(hunter2)s", "hunter2,DB_PASSWORD=x"})
    void ofABadEnvironmentWithASecretNothingIsShown(String environment) {
        ConfigException refusal =
                loading.refusal(Loading.MAIN + "[program:web]\ncommand=/bin/cat\nenvironment=" + environment + "\n");

        assertThat(refusal.report() + refusal.supervisordText() + refusal.advisingText())
                .contains("environment")
                .doesNotContain("hunter2");
    }
}
