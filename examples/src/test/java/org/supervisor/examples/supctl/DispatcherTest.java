package org.supervisor.examples.supctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.supervisor.client.NotReachableException.Reason;

/** What the console prints if a command cannot be run. */
class DispatcherTest {
    private static final Target.Certificates NO_CERTIFICATES =
            new Target.Certificates(Optional.empty(), Optional.empty(), "");

    private static final String NEWLINE = System.lineSeparator();

    @ParameterizedTest
    @CsvSource({
        "strt, start",
        "satrt, start",
        "staus, status",
        "STATUS, status",
        "restrat, restart",
        "shutdwon, shutdown",
        "expalin, explain",
        "eixt, exit"
    })
    void guessesWhichVerbWasMeant(String typed, String meant) {
        Run run = Run.of("-s", "unix:///none", typed, "web");
        assertThat(run)
                .isEqualTo(new Run(1, "*** Unknown syntax: " + typed + "\n", "did you mean " + meant + "?" + NEWLINE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "ps", "x", "list", "*"})
    void guessesNothingThatIsFarFromEveryVerb(String typed) {
        assertThat(Run.of(typed)).isEqualTo(new Run(1, "*** Unknown syntax: " + typed + "\n", ""));
    }

    @ParameterizedTest
    @CsvSource({
        "--jsno, --json",
        "--confguration, --configuration",
        "--sttart, --start",
        "--serverul=x, --serverurl",
        "--interactiv3, --interactive"
    })
    void guessesWhichOptionWasMeant(String typed, String meant) {
        assertThat(Run.of(typed, "web").err()).contains(" not recognized; did you mean " + meant + "?" + NEWLINE);
    }

    @ParameterizedTest
    @CsvSource({
        "--proces, --process",
        "--cuont=1, --count",
        "PROCESS_STATE_FATEL, PROCESS_STATE_FATAL",
        "proces_state, PROCESS_STATE"
    })
    void guessesWhichWordOfAVerbWasMeant(String typed, String meant) {
        Run run = Run.of("-s", "unix:///none", "events", typed);
        assertThat(run.status()).isEqualTo(Exit.WRONG_ARGUMENTS);
        assertThat(run.out()).contains("; did you mean " + meant + "?\n");
    }

    @Test
    void guessesWhichVerbIsToBeExplained() {
        assertThat(Run.of("help", "strt"))
                .isEqualTo(new Run(0, "*** No help on strt; did you mean start?; help lists all commands\n", ""));
    }

    @Test
    void continuesAfterAnUnknownVerbInASession() {
        Run run = Run.typing("strt\nhelp exit\nquit\nstrt\n", Map.of(), "-s", "unix:///none");
        assertThat(run.out()).contains("*** Unknown syntax: strt\nsupervisor> End the session:\n");
        assertThat(run.err()).isEqualTo("did you mean start?" + NEWLINE);
    }

    private static Run unreachable(String url, boolean isOutputTerminal, Reason reason) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Screen screen = new Screen(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                new ByteArrayInputStream(new byte[0]),
                false,
                isOutputTerminal);
        Target target = new Target(url, Optional.empty(), Optional.empty(), "supervisor", NO_CERTIFICATES);
        try (Session session = new Session(target, screen, false)) {
            Unreachable.adviseNextStep(session, reason);
        }
        return new Run(0, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void explainsWhatToDoIfNothingListensAtTheDefaultAddress(boolean isOutputTerminal) {
        Run run = unreachable("http://127.0.0.1:9505", isOutputTerminal, Reason.REFUSED);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .contains("tried http://127.0.0.1:9505, the default")
                .contains("supervisor --config FILE", "supctl -s URL", "supctl -c FILE");
    }

    @Test
    void explainsWhatToDoAtAChosenAddressToPeopleOnly() {
        assertThat(unreachable("unix:///none", true, Reason.NO_SOCKET).err())
                .contains("tried unix:///none.")
                .contains("supervisor --config FILE", "supctl -s URL", "supctl -c FILE");
        assertThat(unreachable("unix:///none", false, Reason.NO_SOCKET).err()).isEmpty();
    }

    @Test
    void explainsWhatToDoIfTheSocketIsForOtherUsers() {
        assertThat(unreachable("unix:///s", true, Reason.FORBIDDEN).err()).contains("sudo supctl", "chown=");
    }

    @Test
    void completesTheArgumentsOfAVerb() {
        Target target = new Target("unix:///none", Optional.empty(), Optional.empty(), "supervisor", NO_CERTIFICATES);
        try (Session session = new Session(target, Screen.ofThisProcess(), false)) {
            assertThat(LineEditor.candidates(session, "help")).containsAll(Verbs.names());
            assertThat(LineEditor.candidates(session, "completion")).containsExactly("bash", "zsh");
            assertThat(LineEditor.candidates(session, "events")).contains("PROCESS_STATE_FATAL");
            assertThat(LineEditor.candidates(session, "version")).isEmpty();
            assertThat(LineEditor.candidates(session, "start"))
                    .as("none answers")
                    .isEmpty();
            assertThat(LineEditor.candidates(session, "strt")).isEqualTo(List.of());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "start --nodeps web, option --nodeps not recognized; did you mean --no-deps?",
        "restart --no-deps web, option --no-deps not recognized",
        "events --cuont 3, option --cuont not recognized; did you mean --count?",
        "add, add requires a group name",
        "remove, remove requires a group name"
    })
    void refusesWhatAVerbDoesNotKnow(String command, String complaint) {
        Run run = Run.of(command.split(" ", -1));
        assertThat(run.status()).isEqualTo(Exit.WRONG_ARGUMENTS);
        assertThat(run.out()).startsWith("Error: " + complaint + NEWLINE);
    }
}
