package org.supervisor.examples.supctl;

import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.supervisor.api.ConfigChanges;
import org.supervisor.api.ConfigInfo;
import org.supervisor.api.FaultCode;
import org.supervisor.api.Outcome;
import org.supervisor.client.FaultException;
import org.supervisor.client.SupervisorMethods;

/** What the configuration file says and what is made of it: reread, update, add, remove. */
final class ConfigVerbs {
    private final Session session;
    private final SupervisorMethods supervisor;

    ConfigVerbs(Session session) {
        this.session = session;
        this.supervisor = session.client().supervisor();
    }

    int reread() {
        ConfigChanges changes = changes();
        if (changes == null) {
            return Exit.FAILED;
        }
        if (session.isJson()) {
            Json.changes(changes, session.screen().out());
            return Exit.OK;
        }
        TreeMap<String, String> lines = new TreeMap<>();
        changes.added().forEach(group -> lines.put(group, "available"));
        changes.changed().forEach(group -> lines.put(group, "changed"));
        changes.removed().forEach(group -> lines.put(group, "disappeared"));
        lines.forEach((group, what) -> session.print(group + ": " + what));
        if (lines.isEmpty()) {
            session.print("No config updates to processes");
        }
        return Exit.OK;
    }

    /** Null if the file cannot be read, which is said. */
    private ConfigChanges changes() {
        try {
            return supervisor.reloadConfig();
        } catch (FaultException e) {
            if (!e.is(FaultCode.CANT_REREAD)) {
                throw e;
            }
            session.print("ERROR: " + e.text());
            return null;
        }
    }

    int update(List<String> names) {
        ConfigChanges changes = changes();
        if (changes == null) {
            return Exit.FAILED;
        }
        Set<String> wanted = names.isEmpty() || names.contains("all") ? null : new TreeSet<>(names);
        int status = wanted == null ? Exit.OK : complainAboutUnknown(wanted, changes);
        for (String group : changes.removed()) {
            if (isWanted(group, wanted) && stopped(group)) {
                supervisor.removeProcessGroup(group);
                session.print(group + ": removed process group");
            }
        }
        for (String group : changes.changed()) {
            if (isWanted(group, wanted) && stopped(group)) {
                supervisor.removeProcessGroup(group);
                supervisor.addProcessGroup(group);
                session.print(group + ": updated process group");
            }
        }
        for (String group : changes.added()) {
            if (isWanted(group, wanted)) {
                supervisor.addProcessGroup(group);
                session.print(group + ": added process group");
            }
        }
        return status;
    }

    private static boolean isWanted(String group, Set<String> wanted) {
        return wanted == null || wanted.contains(group);
    }

    private int complainAboutUnknown(Set<String> wanted, ConfigChanges changes) {
        Set<String> known = new TreeSet<>(changes.removed());
        supervisor.allConfigInfo().stream().map(ConfigInfo::group).forEach(known::add);
        int status = Exit.OK;
        for (String group : wanted) {
            if (!known.contains(group)) {
                session.print("ERROR: no such group: " + group);
                status = Exit.FAILED;
            }
        }
        return status;
    }

    private boolean stopped(String group) {
        for (Outcome outcome : supervisor.stopProcessGroup(group, true)) {
            if (outcome.status() == FaultCode.FAILED.code()) {
                session.print(group + ": has problems; not removing");
                return false;
            }
        }
        session.print(group + ": stopped");
        session.screen().out().flush();
        return true;
    }

    int add(List<String> groups) {
        int status = Exit.OK;
        for (String group : groups) {
            try {
                supervisor.addProcessGroup(group);
                session.print(group + ": added process group");
            } catch (FaultException e) {
                status = refused(group, e) ? status : Exit.FAILED;
            }
        }
        return status;
    }

    int remove(List<String> groups) {
        int status = Exit.OK;
        for (String group : groups) {
            try {
                supervisor.removeProcessGroup(group);
                session.print(group + ": removed process group");
            } catch (FaultException e) {
                status = refused(group, e) ? status : Exit.FAILED;
            }
        }
        return status;
    }

    /** Says why; true if that is no failure. */
    private boolean refused(String group, FaultException e) {
        switch (e.faultCode().orElse(FaultCode.FAILED)) {
            case ALREADY_ADDED -> session.print("ERROR: process group already active");
            case STILL_RUNNING -> session.print("ERROR: process/group still running: " + group);
            case BAD_NAME -> session.print("ERROR: no such process/group: " + group);
            default -> throw e;
        }
        return e.is(FaultCode.ALREADY_ADDED);
    }
}
