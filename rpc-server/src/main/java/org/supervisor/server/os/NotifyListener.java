package org.supervisor.server.os;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.supervisor.server.process.NativeText;

/** The sockets to which programs report about themselves, as with sd_notify(3). Any thread. */
public final class NotifyListener {
    /** The longest message. */
    public static final int LONGEST = 4096;

    private static final int OWNER_ONLY = 0600;

    private NotifyListener() {}

    /**
     * A message.
     *
     * @param sender the pid of the process that has sent it; 0: unknown
     * @param text without what was longer than {@link #LONGEST}
     * @param isTooLong whether it was
     */
    public record Message(int sender, String text, boolean isTooLong) {}

    /**
     * Creates a folder for such sockets, which others may enter but not list. One that is there must be ours: somebody else
     * could put his sockets in place of ours.
     */
    public static void createFolder(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(folder);
        }
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                || Integer.toUnsignedLong((Integer) Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS))
                        != Daemon.uid()) {
            throw new IOException(
                    "'" + folder + "' is in the way of the sockets for NOTIFY_SOCKET, expected nothing or a"
                            + " folder of this user; remove it, or set another statedir");
        }
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    }

    /**
     * Creates a socket, in place of one that an earlier daemon has left there.
     *
     * @return its descriptor
     * @throws IOException naming the socket and what is wrong
     */
    public static int open(Path path) throws IOException {
        String name = NativeText.of(path);
        int fd = check(name, SysSocket.datagram(SysSocket.AF_UNIX));
        try {
            Files.deleteIfExists(path);
            check(name, SysSocket.bind(fd, name));
            check(name, SysMessage.addSenders(fd));
            Daemon.changeMode(name, OWNER_ONLY);
            return fd;
        } catch (IOException | RuntimeException problem) {
            Descriptors.close(fd);
            throw problem instanceof IOException known
                    ? known
                    : new IOException("cannot create the socket '" + name + "': " + problem.getMessage(), problem);
        }
    }

    /** Lets another user send to a socket, instead of this process' user. */
    public static void giveTo(Path path, Account owner) throws IOException {
        String name = NativeText.of(path);
        try {
            Daemon.changeOwner(name, owner);
        } catch (RuntimeException problem) {
            throw new IOException(
                    "cannot give the socket '" + name + "' to user '" + owner.name() + "': " + problem.getMessage(),
                    problem);
        }
    }

    private static int check(String name, int result) throws IOException {
        if (result < 0) {
            String advice = result == -Errno.ENAMETOOLONG ? "; set a shorter statedir" : "";
            throw new IOException("cannot create the socket '" + name + "': " + Errno.describe(-result) + advice);
        }
        return result;
    }

    /** Removes a socket, or a folder with all that are in it; does nothing if that cannot be done. */
    public static void remove(Path path) {
        try {
            if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                try (DirectoryStream<Path> sockets = Files.newDirectoryStream(path)) {
                    sockets.forEach(NotifyListener::remove);
                }
            }
            Files.deleteIfExists(path);
        } catch (IOException | DirectoryIteratorException kept) {
            // somebody has put something into it, or has removed it
        }
    }

    /** Takes one message, if there is any; descriptors that came with it are closed. */
    public static Optional<Message> receive(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            SysMessage message = new SysMessage(arena, LONGEST);
            if (message.receive(fd) < 0) {
                return Optional.empty();
            }
            String text = new String(message.text(), StandardCharsets.UTF_8);
            return Optional.of(new Message(message.sender(), text, message.isTooLong()));
        }
    }
}
