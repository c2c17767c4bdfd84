package org.supervisor.server.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which symbolic links are followed. Links of another user can be made by root only. */
class SymbolicLinksTest {
    private static final int NOBODY = 65_534;

    @TempDir
    private Path folder;

    private Path target;
    private Path link;

    @BeforeEach
    void create() throws IOException {
        target = Files.writeString(folder.resolve("target"), "");
        link = Files.createSymbolicLink(folder.resolve("link"), target);
    }

    private static void append(Path path) throws IOException {
        try (FileChannel channel = SymbolicLinks.open(
                path, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND))) {
            channel.write(ByteBuffer.wrap(new byte[] {'x'}));
        }
    }

    private void giveLinkToNobody() throws IOException {
        assumeTrue((Integer) Files.getAttribute(target, "unix:uid") == 0, "only root can give files away");
        Files.setAttribute(link, "unix:uid", NOBODY, LinkOption.NOFOLLOW_LINKS);
    }

    @Test
    void ourOwnAreFollowed() throws IOException {
        append(link);

        assertThat(target).hasContent("x");
        assertThat(SymbolicLinks.objection(link)).isEmpty();
    }

    @Test
    void ourOwnMayLeadToWhatIsNotThereYet() throws IOException {
        Files.delete(target);
        append(link);

        assertThat(target).hasContent("x");
    }

    @Test
    void filesAndMissingFilesAreOpenedAsUsual() throws IOException {
        append(target);
        append(folder.resolve("new"));

        assertThat(folder.resolve("new")).hasContent("x");
        assertThatThrownBy(() -> append(folder.resolve("none/new"))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> append(folder)).isInstanceOf(FileSystemException.class);
    }

    @Test
    void rootFollowsNobodyElses() throws IOException {
        giveLinkToNobody();

        assertThatThrownBy(() -> append(link))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("it is a symbolic link of user 65534, which is not followed");
        assertThat(target).isEmptyFile();
    }

    @Test
    void aLinkInAFolderOnTheWayIsFollowed() throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Path way = Files.createSymbolicLink(folder.resolve("way"), elsewhere);
        append(way.resolve("log"));

        assertThat(elsewhere.resolve("log")).hasContent("x");
    }
}
