package org.supervisor.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.supervisor.server.config.Overrides.Option;

class CheckTest {
    @TempDir
    private Path folder;

    private Loading loading;

    @BeforeEach
    void prepare() {
        loading = new Loading(folder);
    }

    @Test
    void saysWhichDialectAndWhy() throws ConfigException {
        assertThat(Check.of(loading.load(Loading.MAIN)))
                .startsWith(folder + "/main.conf: supervisord dialect (line 1 begins [supervisord])\n");
        assertThat(Check.of(loading.load("[program:x]\nauto-start = 1\ncommand = c\n")))
                .startsWith(folder + "/main.conf: Perl dialect (no [supervisord] section, and line 2 has the key "
                        + "\"auto-start\", which only Perl files have)\n");
    }

    @Test
    void showsEveryValueWithItsSource() throws ConfigException {
        loading.file("d/x.conf", "[program:x]\ncommand=%(here)s/x\n");
        String check = Check.of(loading.load("""
            [supervisord]
            identifier=me
            [include]
            files=d/*
            [inet_http_server]
            port=80
            username=u
            password=p
            """, Overrides.NONE.with(Option.LOGLEVEL, "debug")));

        assertThat(check.lines().map(line -> line.replaceAll(" {2,}", "  ")))
                .contains(
                        "includes " + folder + "/d/x.conf",
                        "[supervisord]",
                        "  identifier = me  " + folder + "/main.conf:2",
                        "  loglevel = debug  command line",
                        "  minfds = 1024  default",
                        "[program:x]",
                        "  command = " + folder + "/d/x  " + folder + "/d/x.conf:2",
                        "  stdout_logfile = AUTO  default",
                        "  process_name = x  default",
                        "  password = ***  " + folder + "/main.conf:8",
                        "1 group, 1 process, 1 listener, 0 warnings, no problems");
    }

    @Test
    void isTheSameEachTime() throws ConfigException {
        String text = Loading.MAIN + "[program:b]\ncommand=c\nno=1\n[program:a]\ncommand=c\nthing=2\n";

        assertThat(Check.of(loading.load(text))).isEqualTo(Check.of(loading.load(text)));
    }

    @Test
    void endsWithTheWarnings() throws ConfigException {
        assertThat(Check.of(loading.load(Loading.MAIN + "nodemon=1\n")))
                .endsWith("1 warning, no problems\n  " + folder
                        + "/main.conf:2: [supervisord] nodemon: unknown key; did you mean \"nodaemon\"?\n");
    }

    @Test
    void isTheTableOfProblemsIfThereAreAny() {
        ConfigException refusal = loading.refusal("[supervisord]\nminfds=x\n");

        assertThat(Check.of(refusal)).isEqualTo("""
            main.conf has 1 problem; nothing was started.
              line 2  [supervisord] minfds = x  expected a whole number, such as: minfds = 1024
            """);
    }
}
