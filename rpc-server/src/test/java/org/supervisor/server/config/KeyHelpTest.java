package org.supervisor.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyHelpTest {
    @Test
    void explainsAKeyUnderItsNameInEitherDialect() {
        assertThat(KeyHelp.of("restart-pause-min"))
                .isEqualTo(KeyHelp.of("restart_pause_min"))
                .hasValue("""
                    restart_pause_min, in [program:x], [eventlistener:x], [fcgi-program:x] of supervisord files
                      type: seconds: whole seconds
                      default: 1
                    restart-pause-min, in [program:x] of Perl files
                      type: seconds: whole seconds, 0 or more
                      default: 1
                      meaning: the least seconds between launches of a program that keeps ending within a second, \
                    doubled up to 10; 0: every restart is immediate
                      a change needs: supctl update, which restarts the groups that differ
                      known to neither original
                    """);
    }

    @Test
    void explainsEveryKeyOfThatName() {
        assertThat(KeyHelp.of("priority").orElseThrow())
                .contains("priority, in [program:x], [eventlistener:x], [fcgi-program:x] of supervisord files")
                .contains("priority, in [program:x] of Perl files", "niceness")
                .contains("priority, in [group:x] of supervisord files");
    }

    @Test
    void guessesWhatWasMeant() {
        assertThat(KeyHelp.of("startsec")).isEmpty();
        assertThat(KeyHelp.hint("startsec")).isEqualTo("; did you mean \"startsecs\"?");
        assertThat(KeyHelp.hint("nothing_like_it")).isEmpty();
    }

    /** The members of getAllConfigInfo that have the name of a key. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "command",
                "directory",
                "serverurl",
                "autostart",
                "startsecs",
                "startretries",
                "exitcodes",
                "stopsignal",
                "stopwaitsecs",
                "killasgroup",
                "redirect_stderr",
                "stdout_logfile",
                "stderr_logfile_backups"
            })
    void knowsWhatClientsReadOfAConfiguration(String member) {
        assertThat(KeyHelp.of(member)).isPresent();
    }
}
