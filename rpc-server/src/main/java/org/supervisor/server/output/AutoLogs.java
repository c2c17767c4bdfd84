package org.supervisor.server.output;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.supervisor.api.LogStream;
import org.supervisor.server.process.NativeText;
import org.supervisor.server.process.ProcessName;
import org.supervisor.server.process.StreamSpec;

/**
 * Names and creates logs for streams that are configured as AUTO: {@code <process>-<stdout|stderr>---<identifier>-<8
 * random>.log} in the folder for child logs, readable by their owner only. Those of an earlier run can be removed.
 *
 * @param folder {@code childlogdir}
 * @param identifier of this supervisor, so that several may share a folder
 * @param earlier files that are used on
 */
public record AutoLogs(Path folder, String identifier, Earlier earlier) {
    /** Without files of an earlier supervisor. */
    public AutoLogs(Path folder, String identifier) {
        this(folder, identifier, Earlier.NONE);
    }

    /** The files of an earlier supervisor that are used on, because programs of it still write. */
    public interface Earlier {
        /** There are none. */
        Earlier NONE = (_, _) -> Optional.empty();

        /** The file of a stream, if it has one. */
        Optional<Path> of(ProcessName name, LogStream stream);

        /** Whether a file, or the log that it is a backup of, is used on. */
        default boolean isKept(Path file) {
            return false;
        }
    }

    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789_";
    private static final int RANDOM_LETTERS = 8;

    /**
     * The same stream with a file in place of AUTO; other streams as they are.
     *
     * @throws IOException the file cannot be created
     */
    public StreamSpec named(ProcessName name, LogStream stream, StreamSpec spec) throws IOException {
        return switch (spec.log()) {
            case StreamSpec.Log.None _, StreamSpec.Log.File _ -> spec;
            case StreamSpec.Log.Auto(long maxBytes, int backups) ->
                spec.withLog(new StreamSpec.Log.File(file(name, stream), maxBytes, backups));
        };
    }

    /** Removes the AUTO logs, with their backups, that an earlier run of this supervisor left. Returns the failures. */
    public Optional<IOException> removeLeftovers() {
        String mark = "---" + identifier + "-";
        Pattern ours = Pattern.compile(".+?" + Pattern.quote(mark) + "\\S+\\.log\\.?\\d{0,4}", Pattern.DOTALL);
        // a cheap test first: the folder is often /tmp, with very many files of others
        Predicate<String> isOurs =
                name -> name.contains(mark) && ours.matcher(name).matches();
        IOException failure = null;
        try (DirectoryStream<Path> found = Files.newDirectoryStream(
                folder, path -> isOurs.test(NativeText.of(path.getFileName())) && !earlier.isKept(path))) {
            for (Path path : found) {
                try {
                    Files.delete(path);
                } catch (IOException e) {
                    failure = e;
                }
            }
        } catch (IOException e) {
            failure = e;
        }
        return Optional.ofNullable(failure);
    }

    private Path file(ProcessName name, LogStream stream) throws IOException {
        Optional<Path> known = earlier.of(name, stream);
        return known.isPresent() ? known.get() : create(name, stream);
    }

    private Path create(ProcessName name, LogStream stream) throws IOException {
        String start = name.process().replace('/', '_') + "-" + stream.word() + "---" + identifier + "-";
        Path path = folder.resolve(NativeText.path(start + randomLetters() + ".log"));
        return Files.createFile(
                path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    /** Need not be unpredictable: creation fails if the name exists. */
    private static String randomLetters() {
        return ThreadLocalRandom.current()
                .ints(RANDOM_LETTERS, 0, LETTERS.length())
                .mapToObj(LETTERS::charAt)
                .collect(StringBuilder::new, StringBuilder::append, StringBuilder::append)
                .toString();
    }
}
