package org.supervisor.examples.supctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompletionTest {
    @ParameterizedTest
    @CsvSource({"bash, supctl.bash", "zsh, _supctl"})
    void theShippedScriptsAreTheGeneratedOnes(String shell, String file) throws Exception {
        assertThat(Path.of("../etc/completions", file))
                .as("to fix it: bin/supctl completion %s > etc/completions/%s", shell, file)
                .content()
                .isEqualTo(Run.of("completion", shell).out());
    }

    @Test
    void completesCommandsInBash() throws Exception {
        Path script = Path.of("../etc/completions/supctl.bash");
        Process bash = new ProcessBuilder(
                        "bash",
                        "-c",
                        "source " + script + "; COMP_WORDS=(supctl -s unix:///none st) COMP_CWORD=3; _supctl;"
                                + " echo ${COMPREPLY[*]}")
                .redirectErrorStream(true)
                .start();
        assertThat(bash.inputReader().readLine()).isEqualTo("start status stop");
        assertThat(Files.exists(script)).isTrue();
    }

    @Test
    void refusesUnknownShells() {
        assertThat(Run.of("completion", "fish").err()).contains("expected completion bash or completion zsh");
    }
}
