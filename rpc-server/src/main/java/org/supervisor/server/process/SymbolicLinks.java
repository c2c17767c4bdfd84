package org.supervisor.server.process;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Opens files without following the symbolic links of others: these would let the supervisor write or show what only it may. Root
 * follows root's links only. Others follow those that the kernel's {@code fs.protected_symlinks} permits, which is not set everywhere:
 * all but those of a third user in a folder that everybody may write. Any thread.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_sys_fs.5.html">proc_sys_fs(5), protected_symlinks</a>
 */
public final class SymbolicLinks {
    private static final int ROOT = 0;
    private static final int OTHERS_WRITE = 0002;

    private SymbolicLinks() {}

    /**
     * Opens a file. Only where its name is a link, this takes more than opening it.
     *
     * @throws FileSystemException also if it is a link that must not be followed
     */
    public static FileChannel open(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        Set<OpenOption> following = new HashSet<>(options);
        Set<OpenOption> direct = new HashSet<>(options);
        direct.add(LinkOption.NOFOLLOW_LINKS);
        try {
            return FileChannel.open(path, direct, attributes);
        } catch (IOException e) { // that it is a link has no exception of its own
            if (!Files.isSymbolicLink(path)) {
                throw e;
            }
        }
        Object link = inode(path);
        requireOurs(path);
        FileChannel opened = FileChannel.open(path, following, attributes);
        if (!inode(path).equals(link)) {
            opened.close();
            throw new FileSystemException(NativeText.of(path), null, "it was replaced while it was opened");
        }
        return opened;
    }

    /**
     * Refuses a link that must not be followed.
     *
     * @throws FileSystemException it is one
     */
    public static void requireOurs(Path path) throws IOException {
        Optional<String> objection = objection(path);
        if (objection.isPresent()) {
            throw new FileSystemException(NativeText.of(path), null, objection.get());
        }
    }

    /** Why a link at this path must not be followed; empty: it may be, or there is none. */
    public static Optional<String> objection(Path path) throws IOException {
        if (!Files.isSymbolicLink(path)) {
            return Optional.empty();
        }
        int owner = number(path, "uid", LinkOption.NOFOLLOW_LINKS);
        int we = ownUser();
        if (mayFollow(path, owner, we)) {
            return Optional.empty();
        }
        return Optional.of("it is a symbolic link of user " + Integer.toUnsignedString(owner)
                + ", which is not followed; replace it by a file, or let "
                + (we == ROOT ? "root" : "the supervisor's user") + " create the link");
    }

    private static boolean mayFollow(Path link, int owner, int we) throws IOException {
        if (owner == we || we == ROOT) {
            return owner == we;
        }
        Path folder = link.toAbsolutePath().getParent();
        return (number(folder, "mode") & OTHERS_WRITE) == 0 || owner == number(folder, "uid");
    }

    private static int number(Path path, String attribute, LinkOption... options) throws IOException {
        return (Integer) Files.getAttribute(path, "unix:" + attribute, options);
    }

    private static Object inode(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    /** The effective user of this process; what owns /proc/self is root's after it has become another user. */
    private static int ownUser() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("Uid:")) {
                return Integer.parseUnsignedInt(line.split("\\s+", -1)[2]);
            }
        }
        throw new IOException("/proc/self/status names no user");
    }
}
