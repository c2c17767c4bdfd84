package org.supervisor.server.http;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.EnumSet;
import java.util.Set;
import org.supervisor.server.config.HttpSpec;
import org.supervisor.server.process.FailureReason;
import org.supervisor.server.process.NativeText;

/**
 * The path of a UNIX socket in the file system. The socket is bound in a folder that only we can enter, gets its mode
 * and owner there, and only then its name: no client can connect before it is set up, and two daemons cannot both have
 * the name.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7)</a>
 */
final class UnixSocket implements AutoCloseable {
    private static final PosixFilePermission[] BITS = {
        PosixFilePermission.OTHERS_EXECUTE,
        PosixFilePermission.OTHERS_WRITE,
        PosixFilePermission.OTHERS_READ,
        PosixFilePermission.GROUP_EXECUTE,
        PosixFilePermission.GROUP_WRITE,
        PosixFilePermission.GROUP_READ,
        PosixFilePermission.OWNER_EXECUTE,
        PosixFilePermission.OWNER_WRITE,
        PosixFilePermission.OWNER_READ
    };

    private static final int MOST_ATTEMPTS = 1000;

    private final HttpSpec.Unix spec;
    private final Path file;
    private final Path folder;
    private Object fileKey; // null: the name is not ours
    private boolean isLeft;

    private UnixSocket(HttpSpec.Unix spec, Path file, Path folder) {
        this.spec = spec;
        this.file = file;
        this.folder = folder;
    }

    /** Creates the folder to bind in. */
    static UnixSocket prepare(HttpSpec.Unix spec) throws IOException {
        Path file = NativeText.absolute(spec.file());
        requireBindable(file);
        return new UnixSocket(spec, file, folderIn(file.getParent()));
    }

    /** When it binds, the JDK converts the path to text and back: the JVM's locale must have its letters. */
    private static void requireBindable(Path file) throws ListenException {
        try {
            var _ = Path.of(file.toString());
        } catch (InvalidPathException unknown) {
            throw new ListenException(
                    "the name of the UNIX socket " + NativeText.of(file)
                            + " has letters that the JVM's locale does not know; start it with LC_ALL=C.UTF-8",
                    unknown);
        }
    }

    /**
     * A new folder that only we can enter. Its name is as short as possible, because a socket's path has at most 107
     * bytes; it need not be secret, so it does without the secure random generator of the JDK's temporary folders.
     */
    private static Path folderIn(Path parent) throws IOException {
        var forUs = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        for (int number = 0; ; number++) {
            try {
                return Files.createDirectory(
                        parent.resolve(
                                ".s" + Long.toString(ProcessHandle.current().pid(), 36) + "-" + number),
                        forUs);
            } catch (FileAlreadyExistsException e) {
                if (number == MOST_ATTEMPTS) {
                    throw e;
                }
            } catch (IOException e) {
                String message =
                        "Cannot open the UNIX HTTP server: nothing can be created in the folder of its socket, "
                                + parent + ": " + FailureReason.of(e) + "; create it, or let our user write it,"
                                + " or set another file for the socket";
                throw new ListenException(message, e);
            }
        }
    }

    /** Where clients find it. */
    Path file() {
        return file;
    }

    /** The name and the file that has it, of our socket or of what is there. */
    String identity() {
        return NativeText.of(file) + " " + (fileKey == null ? found() : fileKey);
    }

    private String found() {
        try {
            return String.valueOf(key(file));
        } catch (IOException absent) {
            return "absent";
        }
    }

    /** The socket of an earlier build, which has this name, is ours from now on. */
    void keep() throws IOException {
        if (Files.isSymbolicLink(file)) {
            throw new ListenException(file + " was replaced by a symbolic link; remove it", null);
        }
        setUp(file);
        fileKey = key(file);
    }

    /** Another build will have the name. */
    void leave() {
        isLeft = true;
    }

    /** A second place to bind. */
    Path sparePath() {
        return folder.resolve("t");
    }

    /** Where to bind. */
    Path bindPath() {
        return folder.resolve("s");
    }

    /**
     * Gives the bound socket its mode, its owner and its name. A dead socket of that name is removed.
     *
     * @throws ListenException if another process answers at that name
     */
    void publish() throws IOException {
        Path bound = bindPath();
        setUp(bound);
        fileKey = key(bound);
        while (true) {
            try {
                Files.createLink(file, bound);
                break;
            } catch (FileAlreadyExistsException e) {
                makeRoom(e);
            }
        }
        removeFolder();
    }

    /** Removes the name, if it still refers to our socket. */
    @Override
    public void close() throws IOException {
        removeFolder();
        if (!isLeft && fileKey != null && Files.exists(file, LinkOption.NOFOLLOW_LINKS) && fileKey.equals(key(file))) {
            Files.delete(file);
        }
    }

    /**
     * Changes nothing.
     *
     * @throws ListenException the name belongs to what would stay
     */
    void requireNoOther() throws IOException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            requireDead(new FileAlreadyExistsException(NativeText.of(file)));
        }
    }

    private void makeRoom(FileAlreadyExistsException taken) throws IOException {
        requireDead(taken);
        System.err.println("Unlinking stale socket " + NativeText.shown(NativeText.of(file)));
        Files.deleteIfExists(file);
    }

    private void requireDead(FileAlreadyExistsException taken) throws IOException {
        if (!isSocket()) {
            throw new ListenException(
                    NativeText.of(file)
                            + " exists and is not a socket; remove it, or set another file for the UNIX HTTP server",
                    taken);
        }
        if (isAnswered()) {
            throw new ListenException(ListenException.TAKEN, taken);
        }
    }

    private boolean isSocket() throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .isOther();
    }

    private boolean isAnswered() {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return channel.connect(UnixDomainSocketAddress.of(file));
        } catch (IOException e) {
            return false;
        }
    }

    /** Gives a socket the owner and the mode that are configured. */
    void setUp(Path bound) throws IOException {
        own(bound);
        Files.setPosixFilePermissions(bound, permissions(spec.mode()));
    }

    private void own(Path bound) throws IOException {
        if (spec.owner().isEmpty()) {
            return;
        }
        String[] names = spec.owner().get().split(":", 2);
        UserPrincipalLookupService principals = FileSystems.getDefault().getUserPrincipalLookupService();
        PosixFileAttributeView view = Files.getFileAttributeView(bound, PosixFileAttributeView.class);
        if (names.length > 1) {
            view.setGroup(principals.lookupPrincipalByGroupName(names[1]));
        }
        view.setOwner(principals.lookupPrincipalByName(names[0]));
    }

    /** Removes the folder to bind in. */
    void removeFolder() throws IOException {
        Files.deleteIfExists(bindPath());
        Files.deleteIfExists(sparePath());
        Files.deleteIfExists(folder);
    }

    private static Object key(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (int bit = 0; bit < BITS.length; bit++) {
            if (((mode >> bit) & 1) == 1) {
                permissions.add(BITS[bit]);
            }
        }
        return permissions;
    }
}
