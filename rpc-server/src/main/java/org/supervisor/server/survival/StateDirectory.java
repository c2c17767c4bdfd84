package org.supervisor.server.survival;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;
import org.supervisor.server.os.Daemon;
import org.supervisor.server.os.Handover;
import org.supervisor.server.os.LockedFile;
import org.supervisor.server.os.Processes;
import org.supervisor.server.process.FailureReason;
import org.supervisor.server.process.NativeText;

/**
 * The folder in which a supervisor leaves what the next one has to know. One daemon holds it at a time. It belongs to us and
 * nobody else may enter it. Confined to one thread.
 */
public final class StateDirectory implements AutoCloseable {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");
    private static final String LOCK = "lock";
    static final String JOURNAL = "journal";
    private static final String KEEPER = "keeper";

    private final Path path;
    private final LockedFile lock;

    private StateDirectory(Path path, LockedFile lock) {
        this.path = path;
        this.lock = lock;
    }

    /** What came of the wish to hold the folder. */
    public sealed interface Outcome {
        /** We hold it. */
        record Held(StateDirectory directory) implements Outcome {}

        /**
         * Another daemon holds it.
         *
         * @param pid its process id, or that it is unknown
         */
        record HeldByAnother(Path path, String pid) implements Outcome {}

        /** It cannot be used, and why. */
        record Unusable(Path path, String reason) implements Outcome {}
    }

    /**
     * The usual place: a folder for each configuration file below the first of {@code $RUNTIME_DIRECTORY} (systemd.exec(5)),
     * {@code /run/supervisor} for root, {@code $XDG_RUNTIME_DIR/supervisor}, and a folder of ours in /tmp.
     *
     * @param configuration the file; two relative names that are equal may be two files
     */
    public static Path usual(Path configuration, Map<String, String> environment) {
        return base(environment).resolve(nameFor(configuration.toAbsolutePath().normalize()));
    }

    private static Path base(Map<String, String> environment) {
        String ofUnit = environment.getOrDefault("RUNTIME_DIRECTORY", "");
        if (!ofUnit.isEmpty()) {
            int colon = ofUnit.indexOf(':'); // systemd lists several so
            return Path.of(colon < 0 ? ofUnit : ofUnit.substring(0, colon));
        }
        if (Daemon.isRoot()) {
            return Path.of("/run/supervisor");
        }
        String ofSession = environment.getOrDefault("XDG_RUNTIME_DIR", "");
        return ofSession.isEmpty() ? Path.of("/tmp/supervisor-" + Daemon.uid()) : Path.of(ofSession, "supervisor");
    }

    /** The file's own name for people, and a number for files that are called the same. */
    private static String nameFor(Path configuration) {
        String name = NativeText.of(configuration.getFileName());
        int dot = name.lastIndexOf('.');
        CRC32 sum = new CRC32();
        sum.update(NativeText.bytes(NativeText.of(configuration)));
        String readable = (dot > 0 ? name.substring(0, dot) : name).replaceAll("[^A-Za-z0-9_-]", "_");
        return readable + "-" + Long.toHexString(sum.getValue());
    }

    /** Creates the folder if it is not there, and holds it. */
    public static Outcome hold(Path path) {
        return hold(path, new Handover());
    }

    /**
     * The same, for a process that may have held it in an earlier life.
     *
     * @param handover has its lock then
     */
    public static Outcome hold(Path path, Handover handover) {
        try {
            create(path);
        } catch (IOException | UnsupportedOperationException problem) {
            return new Outcome.Unusable(path, reason(problem));
        }
        Optional<String> objection = objection(path);
        if (objection.isPresent()) {
            return new Outcome.Unusable(path, objection.get());
        }
        Path file = path.resolve(LOCK);
        return switch (LockedFile.hold(file, Daemon.pid() + "\n", handover.descriptor(lockOf(path)))) {
            case LockedFile.Outcome.Held(LockedFile lock) -> new Outcome.Held(new StateDirectory(path, lock));
            case LockedFile.Outcome.HeldByAnother _ -> new Outcome.HeldByAnother(path, content(file));
            case LockedFile.Outcome.Failed(String reason) -> new Outcome.Unusable(path, reason);
        };
    }

    private static String lockOf(Path path) {
        return "lock of " + NativeText.of(path);
    }

    /** Tells this folder from all others of this machine, until that is started again. */
    public String identity() {
        try {
            return Processes.bootId()
                    + Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        } catch (IOException problem) {
            throw new UncheckedIOException("cannot look at " + NativeText.of(path), problem);
        }
    }

    /** Lets the build that this process becomes hold it. */
    public void handOver(Handover handover) {
        lock.handOver(handover, lockOf(path));
    }

    private static void create(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectories(path.getParent());
            Files.createDirectory(path, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        }
    }

    /**
     * Why a folder that is there must not be used; empty: it may. Takes away what others may do with it: somebody else who
     * could write to it could have us signal what he likes.
     */
    public static Optional<String> objection(Path path) {
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.of("it is not there any more");
            }
            return Optional.of(Files.isSymbolicLink(path) ? "it is a symbolic link" : "it is no folder");
        }
        try {
            long owner = Integer.toUnsignedLong((Integer) Files.getAttribute(path, "unix:uid"));
            if (owner != Daemon.uid()) {
                return Optional.of("it belongs to user " + owner + ", and the supervisor runs as " + Daemon.uid());
            }
            if (!Files.getPosixFilePermissions(path).equals(OWNER_ONLY)) {
                Files.setPosixFilePermissions(path, OWNER_ONLY);
            }
            return Optional.empty();
        } catch (IOException problem) {
            return Optional.of(reason(problem));
        }
    }

    private static String reason(Exception problem) {
        return switch (problem) {
            case java.nio.file.FileAlreadyExistsException denied -> denied.getFile() + " is no folder";
            default -> FailureReason.of(problem);
        };
    }

    private static String content(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException unreadable) {
            return "unknown";
        }
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    /** The file by which the process is known that holds the pipes of programs, see {@code PipeKeeper}. */
    public Path keeper() {
        return path.resolve(KEEPER);
    }

    /** The folder for sockets that programs of other users must reach, beside this one, into which they may not look. */
    public Path notifySockets() {
        return path.resolveSibling(path.getFileName() + ".notify");
    }

    Path journal() {
        return path.resolve(JOURNAL);
    }

    /** Gives the folder up; a journal that is in it stays for the next daemon, and else the folder is removed. */
    @Override
    public void close() {
        try {
            if (!Files.exists(journal())) {
                Files.deleteIfExists(keeper());
                Files.deleteIfExists(path.resolve(LOCK));
                Files.delete(path);
            }
        } catch (IOException kept) {
            // somebody has put something into it, or has removed it
        }
        lock.close();
    }
}
