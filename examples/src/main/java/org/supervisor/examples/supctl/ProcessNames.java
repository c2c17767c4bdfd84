package org.supervisor.examples.supctl;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.supervisor.api.ProcessInfo;
import org.supervisor.client.SupervisorException;

/** The names of the processes, which are fetched when words of a user have to be compared with them. */
final class ProcessNames {
    private final Session session;
    private Optional<List<ProcessInfo>> fetched = Optional.empty();

    ProcessNames(Session session) {
        this.session = session;
    }

    /** What a word stands for: itself, unless it is {@code all} or {@code GROUP:*}. Empty: there is no such group. */
    List<String> of(String word) {
        Namespec namespec = Namespec.of(word);
        if (!namespec.isGroup() && !word.equals("all")) {
            return List.of(word);
        }
        return all().stream()
                .filter(info -> word.equals("all") || info.group().equals(namespec.group()))
                .map(ProcessInfo::namespec)
                .toList();
    }

    /** Suggests a name that is like one that is not known. To standard error: standard output is as supervisorctl's. */
    void suggest(String unknown) {
        session.screen().out().flush();
        similar(unknown).ifPresent(near -> session.complain("did you mean " + near + "?"));
    }

    private Optional<String> similar(String unknown) {
        try {
            Optional<String> member = all().stream()
                    .filter(info -> info.name().equals(unknown))
                    .map(ProcessInfo::namespec)
                    .findFirst();
            return member.or(() -> NearSpelling.of(unknown, names()));
        } catch (SupervisorException _) {
            return Optional.empty(); // the failure that matters has been reported
        }
    }

    private List<String> names() {
        return all().stream()
                .flatMap(info -> Stream.of(info.namespec(), info.group() + ":*"))
                .distinct()
                .toList();
    }

    private List<ProcessInfo> all() {
        if (fetched.isEmpty()) {
            fetched = Optional.of(session.client().supervisor().allProcessInfo());
        }
        return fetched.get();
    }
}
