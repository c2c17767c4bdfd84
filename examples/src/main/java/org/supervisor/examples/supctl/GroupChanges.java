package org.supervisor.examples.supctl;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.supervisor.api.ConfigChanges;
import org.supervisor.api.FaultCode;
import org.supervisor.client.FaultException;

/** What the verbs that apply a changed configuration have in common. */
final class GroupChanges {
    private GroupChanges() {}

    /** Makes the supervisor read its configuration; empty if it cannot, and then the reason is printed. */
    static Optional<ConfigChanges> read(Session session) {
        try {
            return Optional.of(session.client().supervisor().reloadConfig());
        } catch (FaultException e) {
            if (!e.is(FaultCode.CANT_REREAD)) {
                throw e;
            }
            session.print("ERROR: " + e.text());
            session.screen().out().flush();
            session.advise("The file was rejected; what runs keeps running. To see every problem with its line:"
                    + " supervisord --check -c FILE");
            return Optional.empty();
        }
    }

    /** Sends a request for each group, and prints the result. */
    static int each(Session session, List<String> groups, Consumer<String> request, String done) {
        int status = Exit.OK;
        for (String group : groups) {
            try {
                request.accept(group);
                session.print(group + ": " + done);
            } catch (FaultException e) {
                session.print(complaint(group, e));
                status = e.is(FaultCode.ALREADY_ADDED) ? status : Exit.FAILED;
            }
        }
        return status;
    }

    private static String complaint(String group, FaultException e) {
        return switch (e.faultCode().orElse(FaultCode.FAILED)) {
            case ALREADY_ADDED -> "ERROR: process group already active";
            case STILL_RUNNING -> "ERROR: process/group still running: " + group;
            case BAD_NAME -> "ERROR: no such process/group: " + group;
            default -> throw e;
        };
    }
}
