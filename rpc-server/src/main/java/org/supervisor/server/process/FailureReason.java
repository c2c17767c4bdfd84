package org.supervisor.server.process;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/**
 * Why something failed, in words. The messages of the JDK's exceptions about files often hold the file's name only, and
 * others have none: the name of a Java class would be no help to people who supervise programs.
 */
public final class FailureReason {
    private static final String LINKS = "Too many levels of symbolic links";

    private FailureReason() {}

    /** The reason alone, such as {@code Permission denied}. */
    public static String of(Throwable failure) {
        return switch (failure) {
            case NoSuchFileException _ -> "No such file or directory";
            case AccessDeniedException _ -> "Permission denied";
            case FileAlreadyExistsException _ -> "It exists already";
            case NotDirectoryException _ -> "Not a directory";
            case DirectoryNotEmptyException _ -> "Directory not empty";
            case FileSystemException file -> reason(file);
            case UnresolvedAddressException _, UnknownHostException _ -> "The host name cannot be resolved";
            case ClosedChannelException _ -> "It was closed meanwhile";
            case CharacterCodingException _ -> "It is not UTF-8";
            case EOFException _ -> "It ends too early";
            case SocketTimeoutException _ -> "It took too long";
            case UncheckedIOException unchecked when isOnlyWrapped(unchecked) -> of(unchecked.getCause());
            default -> failure.getMessage() == null ? "no reason is known" + kind(failure) : failure.getMessage();
        };
    }

    /** The file, if the failure names one, and the reason. */
    public static String withFile(IOException failure) {
        return failure instanceof FileSystemException file && file.getFile() != null
                ? file.getFile() + ": " + of(file)
                : of(failure);
    }

    /** The reason at the root of a chain of causes. */
    public static String ofRoot(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return of(root);
    }

    /** For a circle of links the JDK has a reason of its own, which guesses further causes. */
    private static String reason(FileSystemException failure) {
        String reason = failure.getReason() == null ? "The file system refused it" : failure.getReason();
        return reason.startsWith(LINKS) ? LINKS : reason;
    }

    /** Its message is then the name and the message of the exception inside. */
    private static boolean isOnlyWrapped(UncheckedIOException failure) {
        return failure.getCause().toString().equals(failure.getMessage());
    }

    /** A mistake of the supervisor's own is described for those who can fix it. */
    private static String kind(Throwable failure) {
        return failure instanceof IOException ? "" : " (" + failure.getClass().getSimpleName() + ")";
    }
}
