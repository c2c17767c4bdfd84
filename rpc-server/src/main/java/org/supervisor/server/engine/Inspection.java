package org.supervisor.server.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.supervisor.api.ProcessGoal;
import org.supervisor.api.ProcessRemark;
import org.supervisor.api.ProcessUsage;
import org.supervisor.server.process.Goal;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.StartOrigin;
import org.supervisor.server.process.State;
import org.supervisor.server.process.StopOrigin;

/**
 * Shows the state of processes, to each caller those that are the caller's; NOT_PERMITTED of others.
 *
 * @param entries what was last published of them; any thread
 * @param requests finds them; loop's thread
 * @param aspects report further facts; loop's thread
 * @param counted where counters are; loop's thread
 * @param usages measures them, on a thread that may block
 * @param blocking such threads
 */
record Inspection(
        ProcessEntries entries,
        Requests requests,
        Aspects aspects,
        LoopCounts.Sources counted,
        Usages usages,
        Executor blocking) {
    /** All processes, by name. Any thread. */
    List<ProcessView> processes() {
        return Rights.current().only(entries.views(), ProcessView::name);
    }

    /** One process, or BAD_NAME. Any thread. */
    ProcessView process(String namespec) {
        Rights.current().requireProcess(namespec);
        return entries.named(namespec).view();
    }

    /** The processes of a group, by priority, or BAD_NAME. Any thread. */
    List<ProcessView> group(String name) {
        Rights rights = Rights.current();
        rights.requireGroup(name);
        return rights.only(entries.group(name), ProcessView::name);
    }

    /** What the processes use that run. Any thread; measured on another. */
    CompletableFuture<List<ProcessUsage>> usage() {
        List<ProcessView> seen = processes();
        return CompletableFuture.supplyAsync(() -> usages.of(seen), blocking);
    }

    /** Whether a process is wanted up or down, or BAD_NAME. Loop's thread. */
    ProcessGoal goal(String namespec) {
        return switch (requests.find(namespec).goal()) {
            case Goal.Up(StartOrigin by, Instant since) -> new ProcessGoal(true, since, words(by));
            case Goal.Down(StopOrigin by, Instant since) -> new ProcessGoal(false, since, words(by));
        };
    }

    private static String words(StartOrigin by) {
        return switch (by) {
            case StartOrigin.Autostart _ -> "autostart";
            case StartOrigin.GroupAdded(String who) -> "autostart of the group, added by " + who;
            case StartOrigin.Request(String who, boolean _) -> who;
            case StartOrigin.Due _ -> "its schedule";
            case StartOrigin.WantedBefore(StartOrigin before) -> words(before);
            case StartOrigin.Needed(String dependent, String who) -> who + ", because " + dependent + " depends on it";
        };
    }

    private static String words(StopOrigin by) {
        return switch (by) {
            case StopOrigin.NeverStarted _ -> "nobody has started it yet";
            case StopOrigin.Request(String who) -> who;
        };
    }

    /** Those processes of which there is something to remark, by name. Loop's thread. */
    List<ProcessRemark> remarks() {
        List<ProcessRemark> remarks = new ArrayList<>();
        for (ProcessEntry entry :
                Rights.current().only(entries.all(), each -> each.process().name())) {
            ManagedProcess process = entry.process();
            boolean isCompleted = process.state() instanceof State.Exited exited && exited.expected();
            String text = aspects.remark(process);
            if (isCompleted || !text.isEmpty()) {
                remarks.add(new ProcessRemark(process.name().toString(), isCompleted, text));
            }
        }
        return remarks;
    }

    /** What the aspects report of a process, or BAD_NAME. Loop's thread. */
    Facts facts(String namespec) {
        return aspects.facts(requests.find(namespec));
    }
}
