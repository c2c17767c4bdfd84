package org.supervisor.server.output;

import java.io.IOException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Why something failed, in words. The messages of the JDK's exceptions about files often hold the file's name only. */
public final class FailureReason {
    private FailureReason() {}

    /** The reason alone, such as {@code Permission denied}. */
    public static String of(Throwable failure) {
        return switch (failure) {
            case NoSuchFileException _ -> "No such file or directory";
            case AccessDeniedException _ -> "Permission denied";
            case FileAlreadyExistsException _ -> "It exists already";
            case FileSystemException file when file.getReason() != null -> file.getReason();
            case UnresolvedAddressException _ -> "The host name cannot be resolved";
            default -> failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
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
}
