package org.supervisor.examples.supctl;

import static org.assertj.core.api.Assertions.assertThat;

import at.favre.lib.crypto.bcrypt.BCrypt;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code supctl hash-password} needs no supervisor. */
class HashPasswordTest {
    private static final int MOST_BYTES = 72;

    private static Run typing(String typed) {
        return Run.typing(typed, Map.of(), "hash-password");
    }

    private static boolean fits(String hash, String password) {
        return BCrypt.verifyer()
                .verify(
                        password.getBytes(StandardCharsets.UTF_8),
                        hash.strip().substring("{bcrypt}".length()).getBytes(StandardCharsets.US_ASCII))
                .verified;
    }

    @ParameterizedTest
    @ValueSource(strings = {"sesame\n", "sesame", "sesame\r\n", "sesame\nmore\n"})
    void theFirstLineOfStandardInputIsThePassword(String typed) {
        Run run = typing(typed);
        assertThat(run.status()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).startsWith("{bcrypt}$2y$10$").endsWith("\n");
        assertThat(fits(run.out(), "sesame")).isTrue();
    }

    @Test
    void thePasswordMayHaveBlanksAndAnyLetter() {
        assertThat(fits(typing(" \u00e4 \u20ac \n").out(), " \u00e4 \u20ac ")).isTrue();
    }

    @Test
    void whatBcryptWouldNotCompareIsRefused() {
        String longest = "x".repeat(MOST_BYTES);
        assertThat(fits(typing(longest + "\n").out(), longest)).isTrue();
        Run run = typing(longest + "x\n");
        assertThat(run.status()).isEqualTo(Exit.FAILED);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("the password has 73 bytes").contains("no more than 72");
        assertThat(typing("a\0b\n").err()).contains("NUL");
        assertThat(typing("\n").err()).contains("the password is empty");
        assertThat(typing("").err()).contains("the password is empty");
    }
}
