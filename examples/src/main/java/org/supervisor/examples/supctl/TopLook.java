package org.supervisor.examples.supctl;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.supervisor.api.FaultCode;
import org.supervisor.api.ProcessInfo;
import org.supervisor.api.ProcessRemark;
import org.supervisor.api.ProcessState;
import org.supervisor.api.ProcessUsage;
import org.supervisor.client.Batch;
import org.supervisor.client.Calls;
import org.supervisor.client.FaultException;
import org.supervisor.client.SupervisorClient;
import org.supervisor.client.SupervisorException;

/**
 * All processes as they were at one moment.
 *
 * @param isMeasured whether the supervisor tells what processes use; a supervisord does not
 */
record TopLook(List<TopProcess> processes, boolean isMeasured) {
    /** Asks the supervisor, in one request. Blocks; any thread. */
    static TopLook of(SupervisorClient client) {
        try (Batch batch = client.batch()) {
            CompletableFuture<List<ProcessInfo>> infos = batch.add(Calls.allProcessInfo());
            CompletableFuture<List<ProcessRemark>> remarks = batch.add(Calls.remarks());
            CompletableFuture<List<ProcessUsage>> usages = batch.add(Calls.usage());
            batch.send();
            Optional<List<ProcessUsage>> measured = known(usages);
            return of(answer(infos), known(remarks).orElse(List.of()), measured);
        }
    }

    static TopLook of(List<ProcessInfo> infos, List<ProcessRemark> remarks, Optional<List<ProcessUsage>> measured) {
        Map<String, ProcessRemark> remarkOf = byName(remarks, ProcessRemark::name);
        Map<String, ProcessUsage> usageOf = byName(measured.orElse(List.of()), ProcessUsage::name);
        return new TopLook(
                infos.stream()
                        .map(info -> row(
                                info,
                                Optional.ofNullable(remarkOf.get(info.namespec())),
                                Optional.ofNullable(usageOf.get(info.namespec()))))
                        .toList(),
                measured.isPresent());
    }

    private static TopProcess row(ProcessInfo info, Optional<ProcessRemark> remark, Optional<ProcessUsage> usage) {
        return new TopProcess(
                info.namespec(),
                info.state(),
                StatusVerb.word(info, remark),
                info.pid(),
                info.uptime(),
                usage,
                remark.map(ProcessRemark::text).filter(text -> !text.isEmpty()).orElseGet(() -> inWords(info)));
    }

    /** What a running process says of itself is in the other columns. */
    private static String inWords(ProcessInfo info) {
        return info.state() == ProcessState.RUNNING ? "" : info.description();
    }

    private static <T> Map<String, T> byName(List<T> all, Function<T, String> name) {
        return all.stream().collect(Collectors.toMap(name, Function.identity(), (first, _) -> first));
    }

    private static <T> Optional<T> known(CompletableFuture<T> answer) {
        try {
            return Optional.of(answer(answer));
        } catch (FaultException e) {
            if (!e.is(FaultCode.UNKNOWN_METHOD)) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private static <T> T answer(CompletableFuture<T> answer) {
        try {
            return answer.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof SupervisorException known ? known : e;
        }
    }
}
