package org.supervisor.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.RestartPolicy;
import org.supervisor.server.process.Schedule;
import org.supervisor.server.process.Schedule.When;

class ScheduleKeysTest {
    @TempDir
    private Path folder;

    private Loading loading;

    @BeforeEach
    void prepare() {
        loading = new Loading(folder);
    }

    private When when(String text) throws ConfigException {
        return loading.supervisord("schedule=" + text + "\n")
                .aspect(Schedule.class)
                .orElseThrow()
                .when();
    }

    @Test
    void isACronLineWithOrWithoutAZoneOrAPeriod() throws ConfigException {
        assertThat(when("*/5 8-18 * * 1-5")).isEqualTo(new When.Cron("*/5 8-18 * * 1-5", Optional.empty()));
        assertThat(when("30 2 * * * Europe/Berlin"))
                .isEqualTo(new When.Cron("30 2 * * *", Optional.of(ZoneId.of("Europe/Berlin"))));
        assertThat(when("@daily UTC")).isEqualTo(new When.Cron("0 0 * * *", Optional.of(ZoneId.of("UTC"))));
        assertThat(when("every 90s")).isEqualTo(new When.Every(Duration.ofSeconds(90)));
    }

    @ParameterizedTest
    @CsvSource({
        "61 * * * *, crontab",
        "* * * *, crontab",
        "* * * * * Europe/Berlim, Europe/Berlin or UTC",
        "every 0s, crontab",
        "0 0 31 2 *, crontab",
        "hourly, crontab",
    })
    void whatIsNoTimeIsAProblem(String text, String expected) {
        ConfigException refused =
                loading.refusal(Loading.MAIN + "[program:job]\ncommand=/bin/cat\nschedule=" + text + "\n");
        assertThat(refused).isNotNull();
        assertThat(refused.problems().getFirst().expected()).contains(expected);
    }

    @Test
    void aJobHasOtherDefaults() throws ConfigException {
        ProcessSpec job = loading.supervisord("schedule=@daily\n");
        assertThat(job.autoStart()).isFalse();
        assertThat(job.start().staysUp()).isZero();
        assertThat(job.restart().when()).isEqualTo(RestartPolicy.When.NEVER);
        ProcessSpec other = loading.supervisord("schedule=@daily\nautostart=true\nstartsecs=3\nautorestart=true\n");
        assertThat(other.autoStart()).isTrue();
        assertThat(other.start().staysUp()).isEqualTo(Duration.ofSeconds(3));
        assertThat(other.restart().when()).isEqualTo(RestartPolicy.When.ALWAYS);
    }

    @Test
    void aPerlFileHasTheSameKeysWithHyphens() throws ConfigException {
        ProcessSpec job = loading.program("""
            [program:job]
            command = /bin/cat
            schedule = every 10m
            schedule-overlap = queue
            schedule-missed = once
            """);
        assertThat(job.aspect(Schedule.class))
                .contains(new Schedule(
                        new When.Every(Duration.ofMinutes(10)), Schedule.Overlap.QUEUE, Schedule.Missed.ONCE));
        assertThat(job.autoStart()).isFalse();
    }
}
