package org.supervisor.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.supervisor.server.process.Environment;
import org.supervisor.server.process.EnvironmentSources;
import org.supervisor.server.process.ProcessSpec;

class ChildEnvironmentTest {
    private final ChildEnvironment environment = new ChildEnvironment(new EngineSettings.ChildDefaults(
            Optional.of("unix:///run/s.sock"), Map.of("PATH", "/usr/bin", "LANG", "C"), Path.of("/srv")));

    @Test
    void aProgramInheritsTheDaemonsEnvironmentAndGetsItsName() {
        assertThat(environment.environmentOf(inheriting(Map.of())))
                .containsExactlyInAnyOrder(
                        "PATH=/usr/bin",
                        "LANG=C",
                        "SUPERVISOR_ENABLED=1",
                        "SUPERVISOR_SERVER_URL=unix:///run/s.sock",
                        "SUPERVISOR_PROCESS_NAME=web",
                        "SUPERVISOR_GROUP_NAME=web");
    }

    @Test
    void whatAProgramSetsItselfReplacesWhatItWouldInherit() {
        assertThat(environment.environmentOf(
                        inheriting(Map.of("LANG", "de_DE.UTF-8", "SUPERVISOR_ENABLED", "no", "MORE", "a=b"))))
                .contains("LANG=de_DE.UTF-8", "SUPERVISOR_ENABLED=no", "MORE=a=b")
                .doesNotContain("LANG=C", "SUPERVISOR_ENABLED=1");
    }

    @Test
    void anEnvironmentThatReplacesIsAllThereIs() {
        ProcessSpec program = ProcessSpec.builder("web")
                .command("web")
                .environment(Map.of("HOME", "/srv"))
                .build();
        assertThat(environment.environmentOf(program)).containsExactly("HOME=/srv");
    }

    @Test
    void theProgramIsSoughtInThePathThatItWillHave(@TempDir Path folder) throws Exception {
        Path program = Files.createFile(folder.resolve("only-here"));
        assertThat(program.toFile().setExecutable(true)).isTrue();
        assertThat(environment.commandProblem(inheriting(Map.of()))).isPresent();
        assertThat(environment.commandProblem(inheriting(Map.of("PATH", folder.toString()))))
                .isEmpty();
    }

    @Test
    void aClearedEnvironmentKeepsWhatIsPassedAndWhatTheSupervisorSets() {
        ProcessSpec program = ProcessSpec.builder("web")
                .command("web")
                .environment(Environment.extended(Map.of("A", "own", "B", "own")))
                .aspect(new EnvironmentSources(List.of(), true, List.of("LANG", "ABSENT"), false))
                .build();
        assertThat(environment.environmentOf(program, Map.of("A", "file", "C", "file", "SUPERVISOR_ENABLED", "no")))
                .containsExactlyInAnyOrder(
                        "LANG=C",
                        "SUPERVISOR_ENABLED=no",
                        "SUPERVISOR_SERVER_URL=unix:///run/s.sock",
                        "SUPERVISOR_PROCESS_NAME=web",
                        "SUPERVISOR_GROUP_NAME=web",
                        "A=own",
                        "B=own",
                        "C=file");
    }

    @Test
    void anEnvironmentThatReplacesGetsWhatIsPassedAndTheFiles() {
        ProcessSpec program = ProcessSpec.builder("web")
                .command("web")
                .environment(Map.of("HOME", "/srv"))
                .aspect(new EnvironmentSources(List.of(), false, List.of("PATH"), false))
                .build();
        assertThat(environment.environmentOf(program, Map.of("HOME", "/root", "X", "1")))
                .containsExactlyInAnyOrder("PATH=/usr/bin", "HOME=/srv", "X=1");
    }

    private static ProcessSpec inheriting(Map<String, String> values) {
        return ProcessSpec.builder("web")
                .command("only-here")
                .environment(Environment.extended(values))
                .build();
    }

    @Test
    void aProgramThatAsksForNoDirectoryInheritsTheDaemonsThoughItsUserCouldNotEnterIt() {
        ProcessSpec.Builder program = ProcessSpec.builder("p").command("/bin/true");
        assertThat(environment.ownDirectoryOf(program.build())).isEmpty();
    }
}
