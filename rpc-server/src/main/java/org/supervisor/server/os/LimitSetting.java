package org.supervisor.server.os;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.supervisor.server.os.SpawnResult.Reason;
import org.supervisor.server.os.SpawnResult.Refused;
import org.supervisor.server.process.ResourceLimits.Resource;

/**
 * Sets the limits of a child by prlimit(1), which becomes the program and so keeps the pid: posix_spawn(3) cannot set them, ours
 * belong to the whole process, and set after the launch they would come too late for the program's first steps.
 *
 * @param program the file that is to run, for messages
 * @param limits empty: nothing is done
 */
record LimitSetting(String program, List<ResourceLimit> limits) {
    private static final List<Path> PRLIMIT = List.of(Path.of("/usr/bin/prlimit"), Path.of("/bin/prlimit"));

    /** Behind prlimit(1) a failure would be an exit status and a line of text, so check before. */
    Optional<Refused> objection(Executable executable) {
        if (limits.isEmpty()) {
            return Optional.empty();
        }
        if (PRLIMIT.stream().noneMatch(Files::isExecutable)) {
            String why = "its limits need " + PRLIMIT.getFirst() + "; install util-linux";
            return Optional.of(new Refused(Reason.OTHER, cannot(why), Errno.ENOENT));
        }
        return executable.objection().or(this::tooHigh);
    }

    private Optional<Refused> tooHigh() {
        if (Daemon.isRoot()) {
            return Optional.empty();
        }
        for (ResourceLimit limit : limits) {
            long ours = SysResource.limit(limit.number()).hard();
            if (limit.hard() > ours) {
                String why = "limit_" + limit.word() + " is " + ResourceLimit.text(limit.hard())
                        + ", expected at most " + ResourceLimit.text(ours)
                        + ", the supervisor's own hard limit, which only root can exceed; lower it, or raise that";
                return Optional.of(new Refused(Reason.NO_PERMISSION, cannot(why), Errno.EPERM));
            }
        }
        return Optional.empty();
    }

    private String cannot(String why) {
        return "cannot run '" + program + "': " + why;
    }

    /** What to execute so that the limits are set and then this program is executed. */
    Launch.ProgramFile before(Launch.ProgramFile program) {
        if (limits.isEmpty()) {
            return program;
        }
        List<String> argv = new ArrayList<>();
        argv.add("prlimit");
        limits.forEach(limit -> argv.add(limit.option()));
        argv.add("--");
        Path prlimit = PRLIMIT.stream().filter(Files::isExecutable).findFirst().orElseThrow();
        return program.behind(prlimit.toString(), argv);
    }

    /** What all children get, without what is set here: it might be set a moment after the start of the program. */
    ChildAttributes but(ChildAttributes all) {
        boolean isOurs = limits.stream().anyMatch(limit -> limit.resource() == Resource.NOFILE);
        return isOurs ? new ChildAttributes(all.umask(), OptionalLong.empty(), all.oomScore()) : all;
    }
}
