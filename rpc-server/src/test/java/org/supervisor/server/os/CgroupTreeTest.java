package org.supervisor.server.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.supervisor.server.process.CgroupLimits;
import org.supervisor.server.process.CgroupLimits.Control;

/** A folder of plain files in place of the hierarchy, and the true one as far as this machine lets us. */
class CgroupTreeTest {
    private static final CgroupLimits LIMITS =
            CgroupLimits.of(Map.of(Control.MEMORY_MAX, "1000000", Control.CPU_MAX, "50000 100000"));

    @TempDir
    private Path folder;

    private Path proc;
    private Path mount;
    private Path root;

    @BeforeEach
    void create() throws IOException {
        proc = Files.createDirectories(folder.resolve("proc/self")).getParent();
        mount = Files.createDirectories(folder.resolve("cgroup"));
        cgroup(mount, "cpu io memory pids");
        root = mount.resolve("ours");
        cgroup(root, "cpu memory");
        belongsTo("/ours");
    }

    private void belongsTo(String path) throws IOException {
        Files.writeString(proc.resolve("self/cgroup"), "1:name=systemd:/x\n0::" + path + "\n");
    }

    private static void cgroup(Path path, String controllers) throws IOException {
        Files.createDirectories(path);
        Files.writeString(path.resolve("cgroup.procs"), "");
        Files.writeString(path.resolve("cgroup.subtree_control"), "");
        Files.writeString(path.resolve("cgroup.controllers"), controllers + "\n");
    }

    private CgroupTree tree() {
        return new CgroupTree(proc, mount);
    }

    private static String content(Path file) throws IOException {
        return Files.readString(file).strip();
    }

    @Test
    void aProcessWithLimitsGetsALeafOfItsOwn() throws IOException {
        Path processes = tree().leaf("web:web_00", LIMITS);
        assertThat(processes).isEqualTo(root.resolve("program-web:web_00/cgroup.procs"));
        assertThat(content(processes.resolveSibling("memory.max"))).isEqualTo("1000000");
        assertThat(content(processes.resolveSibling("cpu.max"))).isEqualTo("50000 100000");
        assertThat(processes.resolveSibling("pids.max")).doesNotExist();
        assertThat(content(root.resolve("cgroup.subtree_control"))).isEqualTo("+cpu +memory");
    }

    @Test
    void aNameOfAProcessIsOneNameOfAFile() throws IOException {
        assertThat(tree().leaf("a/../b%", LIMITS).getParent()).isEqualTo(root.resolve("program-a%2F..%2Fb%25"));
    }

    @Test
    void theDaemonsOwnLeafIsNotTheRootOfOthers() throws IOException {
        Files.writeString(root.resolve("cgroup.subtree_control"), "cpu memory");
        belongsTo("/ours/supervisor");
        assertThat(tree().leaf("p", LIMITS).getParent()).isEqualTo(root.resolve("program-p"));
    }

    @Test
    void aCgroupOfOthersMayHaveTheNameOfTheDaemonsLeaf() throws IOException {
        belongsTo("/ours/supervisor");
        assertThatThrownBy(() -> tree().leaf("p", LIMITS)).hasMessageContaining("ours/supervisor");
    }

    @Test
    void aLeafThatIsUsedAgainHasNoOtherLimitsThanTheNewOnes() throws IOException {
        Path leaf = tree().leaf("p", LIMITS).getParent();
        tree().leaf("p", CgroupLimits.of(Map.of(Control.MEMORY_MAX, "2000000")));
        assertThat(content(leaf.resolve("memory.max"))).startsWith("2000000");
        assertThat(Files.readString(leaf.resolve("cpu.max"))).startsWith("max");
    }

    @Test
    void aControllerThatIsMissingIsNamed() {
        CgroupLimits limits = CgroupLimits.of(Map.of(Control.PIDS_MAX, "5", Control.MEMORY_MAX, "5000000"));
        assertThatThrownBy(() -> tree().leaf("p", limits))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("has no controller pids, expected all of memory, pids")
                .hasMessageContaining("Delegate=yes");
        assertThat(tree().objection(limits)).as("the machine has it").isEmpty();
    }

    @Test
    void whereNoneIsMountedThatIsSaid() throws IOException {
        Files.delete(mount.resolve("cgroup.controllers"));
        assertThatThrownBy(() -> tree().leaf("p", LIMITS))
                .hasMessage("memory_max, cpu_max: expected a cgroup v2 tree that is delegated to the supervisor, but"
                        + " no cgroup v2 is mounted at " + mount
                        + "; run it by a systemd unit with Delegate=yes, or remove these keys");
        assertThat(tree().objection(LIMITS)).contains("no cgroup v2 is mounted at " + mount);
    }

    @Test
    void aUnitThatIsNotDelegatedIsLeftToSystemd() throws IOException {
        cgroup(mount.resolve("x.service"), "cpu memory");
        belongsTo("/x.service");
        assertThatThrownBy(() -> tree().leaf("p", LIMITS)).hasMessageContaining("x.service is systemd's own");
    }

    @Test
    void killsAreCountedFromTheLaunchOn() throws IOException {
        CgroupTree tree = tree();
        Path leaf = tree.leaf("p", LIMITS).getParent();
        assertThat(tree.oomKills("p")).as("nobody counts").isNegative();
        Files.writeString(leaf.resolve("memory.events"), "low 0\noom 1\noom_kill 2\n");
        tree.leaf("p", LIMITS);
        assertThat(tree.oomKills("p")).isZero();
        Files.writeString(leaf.resolve("memory.events"), "low 0\noom 1\noom_kill 3\n");
        assertThat(tree.oomKills("p")).isEqualTo(1);
        assertThat(tree().oomKills("p"))
                .as("a later daemon knows nothing of those before")
                .isEqualTo(3);
    }

    @Test
    void aChildIsInATrueCgroupBeforeItsFirstStep() throws IOException {
        Path true2 = Stream.of(Path.of("/sys/fs/cgroup"), Path.of("/sys/fs/cgroup/unified"))
                .filter(path -> Files.exists(path.resolve("cgroup.controllers")))
                .findFirst()
                .orElse(folder);
        Path cgroup = true2.resolve("supervisor-test-" + ProcessHandle.current().pid());
        assumeTrue(isCreated(cgroup), "no cgroup v2 can be written here");
        try (TestProcesses processes = new TestProcesses()) {
            String own = processes.output(
                    TestProcesses.run("/bin/cat", "/proc/self/cgroup").inCgroup(cgroup.resolve("cgroup.procs")));
            assertThat(own.lines())
                    .anyMatch(line -> line.startsWith("0::")
                            && line.endsWith(cgroup.getFileName().toString()));
        } finally {
            Files.delete(cgroup);
        }
    }

    private static boolean isCreated(Path cgroup) {
        try {
            Files.createDirectory(cgroup);
            boolean isTrue = Files.isWritable(cgroup.resolve("cgroup.procs"));
            if (!isTrue) {
                Files.delete(cgroup);
            }
            return isTrue;
        } catch (IOException refused) {
            return false;
        }
    }

    @Test
    void aChildThatCannotBePlacedDoesNotRun() {
        try (TestProcesses processes = new TestProcesses()) {
            SpawnResult.Spawned child =
                    processes.spawn(TestProcesses.run("/bin/echo", "runs").inCgroup(Path.of("/no/such/cgroup.procs")));
            assertThat(processes.readToEnd(child.stdoutFd())).isEmpty();
            assertThat(processes.exit(child)).hasToString("exit status 125");
        }
    }
}
