package org.supervisor.server.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFileTest {
    private static final int REGION_BYTES = 256 * 1024;

    @TempDir
    private Path folder;

    private CheckpointFile open() throws IOException {
        return CheckpointFile.open(folder.resolve("output"));
    }

    private static byte[] content(int length) {
        byte[] content = new byte[length];
        Arrays.fill(content, (byte) 'x');
        return content;
    }

    private List<CheckpointFile.Region> reopened() throws IOException {
        try (CheckpointFile file = open()) {
            return file.regions();
        }
    }

    @Test
    void whatALargeCheckpointHasLeftIsNeverReadAsTheSizeOfAnother() throws IOException {
        try (CheckpointFile file = open()) {
            CheckpointFile.Region large = file.allocate(600_000, 1, content(400_000));
            large.record().write(2, content(400_000));
            file.release(large);
        }
        assertThat(reopened()).isEmpty();
    }

    @Test
    void checkpointsThatTakeThePlaceOfALargerOneAreFoundAgain() throws IOException {
        try (CheckpointFile file = open()) {
            CheckpointFile.Region large = file.allocate(600_000, 1, content(400_000));
            file.allocate(10, 2, content(10));
            large.record().write(3, content(400_000));
            file.release(large);
            file.allocate(10, 4, content(10));
            file.allocate(300_000, 5, content(200_000));
        }
        assertThat(reopened())
                .extracting(CheckpointFile.Region::index, CheckpointFile.Region::count)
                .containsExactly(tuple(1, 1), tuple(2, 3), tuple(6, 1));
    }

    @Test
    void aLargeCheckpointMayTakeThePlaceOfSeveral() throws IOException {
        try (CheckpointFile file = open()) {
            CheckpointFile.Region first = file.allocate(300_000, 1, content(200_000));
            CheckpointFile.Region second = file.allocate(300_000, 2, content(200_000));
            file.allocate(10, 3, content(10));
            file.release(first);
            file.release(second);
            CheckpointFile.Region large = file.allocate(600_000, 4, content(500_000));
            large.record().write(5, content(500_000));
        }
        assertThat(reopened())
                .extracting(CheckpointFile.Region::index, CheckpointFile.Region::count)
                .containsExactly(tuple(1, 5), tuple(7, 1));
    }

    @Test
    void aDamagedSizeIsReported() throws IOException {
        try (CheckpointFile file = open()) {
            file.allocate(10, 1, content(10));
        }
        try (FileChannel channel = FileChannel.open(folder.resolve("output"), StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(content(Integer.BYTES)), REGION_BYTES);
        }
        assertThatThrownBy(this::reopened).isInstanceOf(IOException.class).hasMessageContaining("region 1");
    }
}
