package org.supervisor.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.supervisor.api.ConfigChanges;

class GroupChangesTest {
    private static final String BASE = Loading.MAIN + "[program:a]\ncommand=x\n[program:b]\ncommand=x\n";

    @TempDir
    private Path folder;

    private Loading loading;

    @BeforeEach
    void prepare() {
        loading = new Loading(folder);
    }

    private ConfigChanges between(String before, String after) throws ConfigException {
        return GroupChanges.between(
                loading.load(before).spec().groups(), loading.load(after).spec().groups());
    }

    @Test
    void theSameTextIsNoChange() throws ConfigException {
        assertThat(between(BASE, BASE)).isEqualTo(new ConfigChanges(List.of(), List.of(), List.of()));
    }

    @Test
    void commentsAndOrderAreNoChange() throws ConfigException {
        assertThat(between(BASE, Loading.MAIN + "; c\n[program:b]\ncommand = x\n[program:a]\nCOMMAND=x ; c\n"))
                .isEqualTo(new ConfigChanges(List.of(), List.of(), List.of()));
    }

    @Test
    void groupsComeAndGo() throws ConfigException {
        assertThat(between(BASE, Loading.MAIN + "[group:both]\nprograms=a\n[program:a]\ncommand=x\n"))
                .isEqualTo(new ConfigChanges(List.of("both"), List.of(), List.of("a", "b")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "directory=/",
                "umask=077",
                "priority=1",
                "autostart=false",
                "autorestart=true",
                "startsecs=7",
                "startretries=9",
                "stopsignal=INT",
                "stopwaitsecs=99",
                "stopasgroup=true",
                "killasgroup=true",
                "exitcodes=0,1",
                "redirect_stderr=true",
                "stdout_logfile_maxbytes=1",
                "stdout_logfile_backups=1",
                "stdout_capture_maxbytes=10",
                "stdout_events_enabled=true",
                "stdout_syslog=true",
                "stderr_logfile_maxbytes=1",
                "stderr_logfile_backups=3",
                "stderr_capture_maxbytes=10",
                "stderr_events_enabled=true",
                "stderr_syslog=true",
                "environment=X=\"1\"",
                "serverurl=http://127.0.0.1:1",
                "user=root",
                "command=y",
                "process_name=c",
                "numprocs=2\nprocess_name=%(process_num)s",
                "log_format=json"
            })
    void everyKeyOfAProgramIsCompared(String lines) throws ConfigException {
        assertThat(between(BASE, BASE + lines + "\n")).isEqualTo(new ConfigChanges(List.of(), List.of("b"), List.of()));
        assertThat(between(BASE + lines + "\n", BASE)).isEqualTo(new ConfigChanges(List.of(), List.of("b"), List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"stdout_logfile=AUTO", "stdout_logfile=NONE", "stderr_logfile=/tmp/x.log"})
    void aLogThatIsAutoOnEitherSideIsNotCompared(String line) throws ConfigException {
        ConfigChanges none = new ConfigChanges(List.of(), List.of(), List.of());

        assertThat(between(BASE, BASE + line + "\n")).isEqualTo(none);
        assertThat(between(BASE + line + "\n", BASE)).isEqualTo(none);
    }

    @Test
    void aNumberThatNoValueContainsIsNoChange() throws ConfigException {
        assertThat(between(BASE, BASE + "numprocs_start=7\n").changed()).isEmpty();
        assertThat(between(BASE, BASE + "numprocs_start=7\nprocess_name=%(process_num)d\n")
                        .changed())
                .containsExactly("b");
    }

    @Test
    void twoFilesAreCompared() throws ConfigException {
        assertThat(between(BASE + "stdout_logfile=/tmp/x\n", BASE + "stdout_logfile=/tmp/y\n")
                        .changed())
                .containsExactly("b");
    }

    @Test
    void theEnvironmentOfAllChangesAll() throws ConfigException {
        assertThat(between(BASE, BASE.replace(Loading.MAIN, "[supervisord]\nenvironment=A=\"1\"\n"))
                        .changed())
                .containsExactly("a", "b");
    }

    @Test
    void whatBelongsToTheDaemonIsNotCompared() throws ConfigException {
        assertThat(between(BASE, BASE.replace(Loading.MAIN, "[supervisord]\nstrip_ansi=true\nloglevel=debug\n"))
                        .changed())
                .isEmpty();
    }

    @Test
    void listenersAreComparedByWhatTheyHear() throws ConfigException {
        String listener = Loading.MAIN + "[eventlistener:l]\ncommand=x\nevents=";

        assertThat(between(listener + "TICK_5,EVENT\n", listener + "event,tick_5\n")
                        .changed())
                .isEmpty();
        assertThat(between(listener + "TICK_5\n", listener + "TICK_60\n").changed())
                .containsExactly("l");
        assertThat(between(listener + "TICK_5\n", listener + "TICK_5\nbuffer_size=3\n")
                        .changed())
                .containsExactly("l");
    }

    @Test
    void anotherKindOfGroupIsAChange() throws ConfigException {
        assertThat(between(BASE, BASE.replace("[program:b]", "[fcgi-program:b]") + "socket=tcp://h:1\n")
                        .changed())
                .containsExactly("b");
    }
}
