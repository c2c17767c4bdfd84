package org.supervisor.server.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What looks like a secret. */
class SecretsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "DB_PASSWORD",
                "PGPASSWD",
                "client_secret",
                "GITHUB_TOKEN",
                "AWS_CREDENTIALS",
                "apiKey",
                "SSH_KEY",
                "KEY",
                "PROXY_AUTH",
                "MYSQL_PASS",
                "SSLKEY_PASSPHRASE"
            })
    void namesOfVariablesThatLookLikeSecretsAreKnown(String name) {
        assertThat(Secrets.isSecret(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PATH", "PWD", "KEYBOARD", "MONKEY_HOME", "BYPASS", "AUTHOR", "LANG", ""})
    void othersAreNot(String name) {
        assertThat(Secrets.isSecret(name)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "postgres://me:pw@db:5432/x, postgres://me:***@db:5432/x",
        "see https://:pw@h and http://a:b@c, see https://:***@h and http://a:***@c",
        "redis://:p%40ss@h/0, redis://:***@h/0",
        "http://host:8080/a@b, http://host:8080/a@b",
        "http://me@host/, http://me@host/",
        "me:pw@host, me:pw@host",
    })
    void ofAUrlOnlyThePasswordIsHidden(String text, String masked) {
        assertThat(Secrets.masked(text)).isEqualTo(masked);
    }

    @Test
    void theMaskIsTheSameForEveryLength() {
        assertThat(Secrets.masked("a://b:c@d")).isEqualTo(Secrets.masked("a://b:cccccccc@d"));
    }
}
