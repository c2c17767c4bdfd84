package org.supervisor.server.output;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.supervisor.server.process.NativeText;
import org.supervisor.server.process.SymbolicLinks;

/**
 * A log and its backups as they are on disk at one moment, the newest first. Files are identified by their keys (inodes),
 * because rotation moves them meanwhile: callers compare the chain afterwards, and begin again if it has changed.
 */
record LogChain(Path log, List<Place> places) {
    /** While a log is rotated one name is free for a moment. */
    private static final int WIDEST_GAP = 1;

    /**
     * A file at its present name.
     *
     * @param modified distinguishes a file from an earlier one with the same key: full files are not modified any more
     */
    record Place(Path path, Object key, FileTime modified) {}

    /** A file that was opened, and which one it is. */
    record Opened(FileChannel channel, Object key) {}

    LogChain {
        places = List.copyOf(places);
    }

    /** The log and all its backups. */
    static LogChain of(Path log) throws IOException {
        List<Place> places = new ArrayList<>();
        Path path = log;
        for (int number = 1, missing = 0; missing <= WIDEST_GAP; number++) {
            Optional<Place> place = look(path);
            missing = place.isPresent() ? 0 : missing + 1;
            place.ifPresent(places::add);
            path = log.resolveSibling(NativeText.path(NativeText.of(log.getFileName()) + "." + number));
        }
        return new LogChain(log, places);
    }

    /** Opens a file if it is still where it was. */
    static Optional<Opened> open(Place place) throws IOException {
        FileChannel channel;
        try {
            channel = SymbolicLinks.open(place.path(), Set.of(StandardOpenOption.READ));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
        if (key(place.path()).equals(Optional.of(place.key()))) {
            return Optional.of(new Opened(channel, place.key()));
        }
        channel.close();
        return Optional.empty();
    }

    /** Which file has this name, if any has. */
    static Optional<Object> key(Path path) throws IOException {
        return look(path).map(Place::key);
    }

    private static Optional<Place> look(Path path) throws IOException {
        try {
            BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
            return Optional.of(new Place(path, found.fileKey(), found.lastModifiedTime()));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    /** This file, which must be in the chain, and those before it, each with the time of its last change. */
    Map<Object, FileTime> upTo(Object key) {
        return places.stream()
                .dropWhile(place -> !place.key().equals(key))
                .collect(Collectors.toMap(Place::key, Place::modified));
    }

    /**
     * What was begun after this file was full. If the file is no longer in the chain, then all older ones have gone
     * too, and this is the oldest; unless another program has removed it, and older files still exist.
     *
     * @param older the files known to come before it
     */
    Optional<Place> successor(Object key, Map<Object, FileTime> older) {
        Optional<Place> next = Optional.empty();
        Optional<Place> nextIfGone = Optional.empty();
        for (Place place : places) {
            if (place.key().equals(key)) {
                return next;
            }
            next = Optional.of(place);
            nextIfGone = place.modified().equals(older.get(place.key())) ? nextIfGone : next;
        }
        return nextIfGone;
    }

    /** Whether every name still leads to the same file. */
    boolean isStillSo() throws IOException {
        return names(of(log)).equals(names(this));
    }

    private static Map<Path, Object> names(LogChain chain) {
        return chain.places().stream().collect(Collectors.toMap(Place::path, Place::key));
    }
}
