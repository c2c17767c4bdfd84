package org.supervisor.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A line of crontab(5) on the days on which clocks are changed. */
class CronLineTest {
    private static List<String> dueAfter(String fields, String zone, String moment, int count) {
        CronLine line = new CronLine(fields, Optional.of(ZoneId.of(zone)));
        List<String> due = new ArrayList<>();
        Instant at = Instant.parse(moment);
        for (int i = 0; i < count; i++) {
            at = line.after(at).orElseThrow();
            due.add(at.toString());
        }
        return due;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // in Berlin 2026-10-25T02:00/03:00 is 00:00Z and, once more, 01:00Z
                "30 2 * * *     | 2026-10-24T12:00:00Z | 2026-10-25T00:30:00Z 2026-10-26T01:30:00Z",
                "30 2 * * *     | 2026-10-25T00:30:01Z | 2026-10-26T01:30:00Z",
                "30 2 * * *     | 2026-10-25T01:10:00Z | 2026-10-26T01:30:00Z",
                "15,45 2 * * *  | 2026-10-25T00:45:00Z | 2026-10-26T01:15:00Z 2026-10-26T01:45:00Z",
                "0 2,3 * * *    | 2026-10-25T00:00:00Z | 2026-10-25T02:00:00Z 2026-10-26T01:00:00Z",
                "0 */2 * * *    | 2026-10-24T22:00:00Z | 2026-10-25T00:00:00Z 2026-10-25T03:00:00Z",
                "* 2 * * *      | 2026-10-25T00:59:00Z | 2026-10-26T01:00:00Z",
                "30 2-3 25 10 * | 2026-10-25T00:00:00Z | 2026-10-25T00:30:00Z 2026-10-25T02:30:00Z"
            })
    void oneThatNamesHoursIsDueOnceInTheHourThatIsRepeated(String fields, String moment, String due) {
        List<String> expected = List.of(due.split(" ", -1));
        assertThat(dueAfter(fields, "Europe/Berlin", moment, expected.size())).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0,30 * * * * | 2026-10-25T00:00:00Z"
                        + " | 2026-10-25T00:30:00Z 2026-10-25T01:00:00Z 2026-10-25T01:30:00Z 2026-10-25T02:00:00Z",
                "0 * * * *    | 2026-10-24T23:30:00Z | 2026-10-25T00:00:00Z 2026-10-25T01:00:00Z 2026-10-25T02:00:00Z"
            })
    void oneForEveryHourIsDueInBoth(String fields, String moment, String due) {
        List<String> expected = List.of(due.split(" ", -1));
        assertThat(dueAfter(fields, "Europe/Berlin", moment, expected.size())).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "30 2 * * *    | 2026-03-29T00:00:00Z | 2026-03-29T01:00:00Z 2026-03-30T00:30:00Z",
                "0,30 2 * * *  | 2026-03-29T00:00:00Z | 2026-03-29T01:00:00Z 2026-03-30T00:00:00Z",
                "30 2,3 * * *  | 2026-03-29T00:00:00Z | 2026-03-29T01:00:00Z 2026-03-29T01:30:00Z",
                "*/30 * * * *  | 2026-03-29T00:30:00Z | 2026-03-29T01:00:00Z 2026-03-29T01:30:00Z"
            })
    void whatTheClocksNeverShowIsDueOnceAtTheEndOfThat(String fields, String moment, String due) {
        List<String> expected = List.of(due.split(" ", -1));
        assertThat(dueAfter(fields, "Europe/Berlin", moment, expected.size())).isEqualTo(expected);
    }
}
