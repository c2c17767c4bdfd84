package org.supervisor.server.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipeKeeperTest {
    @TempDir
    private Path folder;

    private final List<String> complaints = new ArrayList<>();
    private final List<Integer> writing = new ArrayList<>();

    private Path marker() {
        return folder.resolve("keeper");
    }

    @AfterEach
    void end() {
        writing.forEach(Descriptors::close);
        PipeKeeper.end(marker());
        assertThat(PipeKeeper.held(marker())).isEmpty();
    }

    /** Takes a pipe of which only the writing end stays here; returns its inode. */
    private long take(PipeKeeper keeper) {
        Pipes.Ends ends = keeper.take();
        long inode = SysStat.inode(ends.read());
        Descriptors.close(ends.read());
        writing.add(ends.write());
        return inode;
    }

    @Test
    void everyPipeIsHeldFromTheMomentItIsTaken() {
        PipeKeeper keeper = new PipeKeeper(marker(), complaints::add);
        for (int pipes = 0; pipes < 200; pipes++) {
            assertThat(PipeKeeper.held(marker()).keySet()).hasSizeGreaterThanOrEqualTo(pipes);
            long inode = take(keeper);
            assertThat(PipeKeeper.held(marker())).containsKey(inode);
        }
        keeper.close();
    }

    @Test
    void theProcessIsFoundByWhateverNameTheStateDirectoryHas() throws IOException {
        PipeKeeper keeper = new PipeKeeper(marker(), complaints::add);
        long inode = take(keeper);
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder);
        assertThat(PipeKeeper.held(link.resolve("keeper"))).containsKey(inode);
        assertThat(PipeKeeper.held(folder.resolve("link/../" + folder.getFileName() + "/keeper")))
                .containsKey(inode);
        keeper.close();
    }

    @Test
    void aProcessWithAnotherFileOfTheSameNameIsNotTheOne() throws IOException {
        PipeKeeper other = new PipeKeeper(marker(), complaints::add);
        take(other);
        Path ours =
                Files.createFile(Files.createDirectory(folder.resolve("ours")).resolve("keeper"));
        assertThat(PipeKeeper.held(ours)).isEmpty();
        PipeKeeper.end(ours);
        assertThat(PipeKeeper.held(marker())).isNotEmpty();
        other.close();
    }

    @Test
    void thatItCannotBeLaunchedIsReportedOnceAndPipesAreCreatedAllTheSame() {
        PipeKeeper keeper = new PipeKeeper(folder.resolve("missing/keeper"), complaints::add);
        for (int pipes = 0; pipes < 40; pipes++) {
            take(keeper);
        }
        assertThat(complaints).hasSize(1).first().asString().contains("missing/keeper", "while no supervisor runs");
        keeper.close();
    }

    @Test
    void aRenewedProcessHoldsWhatIsInUseOnce() {
        PipeKeeper keeper = new PipeKeeper(marker(), complaints::add);
        long used = take(keeper);
        int held = PipeKeeper.held(marker()).size();
        for (int times = 0; times < 3; times++) {
            keeper.renew();
            assertThat(PipeKeeper.held(marker())).containsKey(used).hasSizeLessThanOrEqualTo(held + 1);
        }
        assertThat(PipeKeeper.held(marker())).containsKey(take(keeper));
        keeper.close();
    }

    @Test
    void whatCanStillBeReadOrWrittenIsPassedOnAndTheRestIsNot() {
        PipeKeeper first = new PipeKeeper(marker(), complaints::add);
        long written = take(first);
        Map<Long, Integer> ends = new HashMap<>();
        for (int pipes = 0; pipes < 5; pipes++) {
            ends.put(take(first), writing.getLast());
        }
        long full = ends.keySet().iterator().next();
        Descriptors.write(
                ends.get(full),
                java.nio.ByteBuffer.allocateDirect(3).put(new byte[] {1, 2, 3}).flip());
        ends.values().forEach(Descriptors::close);
        writing.removeAll(ends.values());
        first.close();
        PipeKeeper next = new PipeKeeper(marker(), complaints::add);
        long fresh = take(next); // the supply of the first is of no use to it
        assertThat(PipeKeeper.held(marker())).containsKeys(written, full, fresh);
        ends.remove(full);
        assertThat(PipeKeeper.held(marker())).doesNotContainKeys(ends.keySet().toArray(new Long[0]));
        next.close();
    }
}
