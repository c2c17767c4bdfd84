package org.supervisor.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The keys of TLS, and what is said of their files. */
class TlsKeysTest {
    private static final Path TLS = Path.of("src/test/resources/tls").toAbsolutePath();

    @TempDir
    private Path folder;

    /** Files of this folder are after a slash. */
    private String section(String keys) {
        return Loading.MAIN + "[inet_http_server]\nport=127.0.0.1:9001\n"
                + keys.replace("/", TLS + "/").replace(' ', '\n');
    }

    private TlsSpec read(String keys) throws ConfigException {
        HttpSpec server =
                new Loading(folder).load(section(keys)).spec().servers().getFirst();
        return ((HttpSpec.Tcp) server).tls().orElseThrow();
    }

    private String report(String keys) {
        return catchThrowableOfType(ConfigException.class, () -> read(keys)).report();
    }

    @ParameterizedTest
    @CsvSource({
        "CN=rsa, tls_certificate=/rsa.pem tls_key=/rsa.pkcs8",
        "CN=rsa, tls_certificate=/rsa.pem tls_key=/rsa.pkcs1",
        "CN=rsa, tls_certificate=/rsa.pem tls_key=/rsa.encrypted tls_key_password_file=/password",
        "CN=rsa, tls_keystore=/rsa.p12 tls_key_password_file=/password",
        "CN=ec, tls_certificate=/ec.pem tls_key=/ec.sec1",
        "CN=ec, tls_certificate=/ec.pem tls_key=/ec.pkcs8",
        "CN=ed, tls_certificate=/ed.pem tls_key=/ed.pkcs8",
        "'CN=deploy,O=Example', tls_certificate=/client-both.pem"
    })
    void keysAreReadInEveryFormThatOpensslWrites(String subject, String keys) throws ConfigException {
        TlsSpec tls = read(keys);

        assertThat(tls.material().certificate().getSubjectX500Principal().getName())
                .isEqualTo(subject);
        assertThat(tls.toString()).doesNotContain("PrivateKey");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "tls_certificate=/none.pem tls_key=/rsa.pkcs8; tls_certificate; none.pem does not exist",
                "tls_certificate=/ tls_key=/rsa.pkcs8; tls_certificate; is no regular file",
                "tls_certificate=/rsa.pem tls_key=/none; tls_key; none does not exist",
                "tls_certificate=/rsa.pkcs8 tls_key=/rsa.pkcs8; tls_certificate; has no certificate",
                "tls_certificate=/rsa.pem; tls_certificate; it has no private key",
                "tls_certificate=/rsa.pem tls_key=/ec.sec1; tls_key; not of the certificate's kind, RSA",
                "tls_certificate=/expired.pem tls_key=/client-both.pem; tls_key; does not fit the certificate of"
                        + " CN=expired",
                "tls_certificate=/rsa.pem tls_key=/rsa.encrypted; tls_key; its key is encrypted, and there is no"
                        + " tls_key_password_file",
                "tls_certificate=/rsa.pem tls_key=/rsa.encrypted tls_key_password_file=/ec.pem; tls_key; is the"
                        + " password right?",
                "tls_certificate=/rsa.pem tls_key=/rsa.old-encrypted; tls_key; openssl pkcs8 -topk8 -in OLD -out NEW",
                "tls_keystore=/rsa.p12; tls_keystore; cannot be used",
                "tls_keystore=/rsa.p12 tls_key=/rsa.pkcs8; tls_key; tls_keystore, or tls_certificate and tls_key",
                "tls_key=/rsa.pkcs8; tls_certificate; the server's certificate, or none of the keys",
                "tls_certificate=/rsa.pem tls_key=/rsa.pkcs8 tls_client_ca=/rsa.pkcs8; tls_client_ca; has no"
                        + " certificate",
                "tls_certificate=/rsa.pem tls_key=/rsa.pkcs8 tls_client_auth=wanted; tls_client_auth; tls_client_ca",
                "tls_certificate=/rsa.pem tls_key=/rsa.pkcs8 tls_client_ca=/ca.pem tls_client_auth=no;"
                        + " tls_client_auth; required or wanted"
            })
    void aFileThatCannotBeUsedIsNamedWithItsKeyAndWhatIsWrong(String keys, String key, String what) {
        assertThat(report(keys).replaceAll("\\s+", " ")).contains("inet_http_server", key, what);
    }

    @Test
    void anExpiredCertificateIsAWarning() throws ConfigException {
        Loaded loaded = new Loading(folder).load(section("tls_certificate=/expired.pem tls_key=/rsa.pkcs8"));

        assertThat(loaded.warnings())
                .anySatisfy(warning -> assertThat(warning.toString())
                        .contains("[inet_http_server] tls_certificate: the certificate has expired on"));
    }

    @Test
    void damagedFilesAreRefusedWhateverTheyContain() throws IOException {
        for (String kind : new String[] {"CERTIFICATE", "PRIVATE KEY", "RSA PRIVATE KEY", "ENCRYPTED PRIVATE KEY"}) {
            Path file = folder.resolve("damaged");
            Files.writeString(file, "-----BEGIN " + kind + "-----\nMAoGCCqG\n-----END " + kind + "-----\n");
            String keys = kind.equals("CERTIFICATE") ? "tls_certificate=" : "tls_certificate=%s tls_key=";
            String text = Loading.MAIN + "[inet_http_server]\nport=9001\n"
                    + keys.formatted(TLS.resolve("rsa.pem")).replace(' ', '\n') + file
                    + "\ntls_key_password_file=" + TLS.resolve("password");

            assertThat(catchThrowableOfType(ConfigException.class, () -> new Loading(folder).load(text))
                            .report())
                    .contains("damaged");
        }
    }
}
