package org.supervisor.server.process;

import java.nio.file.Path;
import java.util.List;
import org.apiguardian.api.API;

/**
 * Where the variables of a process come from, beside those that its specification lists: these replace all others.
 *
 * @param files read at each launch; a later one replaces what an earlier one sets
 * @param clears whether the daemon's own variables are left out
 * @param passes those of the daemon's own that are kept all the same
 * @param login whether HOME, USER, LOGNAME and SHELL are those of the user it runs as
 */
@API(status = API.Status.EXPERIMENTAL)
public record EnvironmentSources(List<EnvironmentFile> files, boolean clears, List<String> passes, boolean login)
        implements AspectSpec {
    public EnvironmentSources {
        files = List.copyOf(files);
        passes = List.copyOf(passes);
    }

    /**
     * A file of variables.
     *
     * @param path absolute
     * @param isOptional whether it may be missing
     */
    public record EnvironmentFile(Path path, boolean isOptional) {
        @Override
        public String toString() {
            return (isOptional ? "-" : "") + NativeText.of(path);
        }
    }
}
