package org.supervisor.server;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.supervisor.api.LogStream;
import org.supervisor.server.engine.Control;
import org.supervisor.server.engine.EngineSettings;
import org.supervisor.server.os.Descriptors;
import org.supervisor.server.os.KernelFeatures;
import org.supervisor.server.os.Limits;
import org.supervisor.server.process.FailureReason;
import org.supervisor.server.process.NativeText;
import org.supervisor.server.process.TimeSource;

/** What the daemon knows of itself and its machine, looked up when somebody asks. Any thread that may block. */
final class DaemonFacts implements Supplier<Map<String, Object>> {
    private static final Path DEVICES = Path.of("/dev");
    private static final int MOST_FOLDERS = 64;
    private static final double MILLIS_PER_SECOND = 1e3;

    private final Control control;
    private final Optional<Path> mainLog;
    private final Optional<EngineSettings.Survival> survival;
    private final TimeSource time;
    private final Instant begun;
    private final long begunNanos;

    /** @param survival where the state of programs is written down; empty: nowhere */
    DaemonFacts(Control control, Optional<Path> mainLog, Optional<EngineSettings.Survival> survival, TimeSource time) {
        this.control = control;
        this.mainLog = mainLog;
        this.survival = survival;
        this.time = time;
        this.begun = time.now();
        this.begunNanos = time.nanos();
    }

    @Override
    public Map<String, Object> get() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("java", System.getProperty("java.version"));
        facts.put("kernel", System.getProperty("os.version"));
        facts.put("descriptors_open", (double) Descriptors.open());
        facts.put("descriptors_limit", (double) Limits.openFiles());
        facts.put("clock_moved", clockMoved().toMillis() / MILLIS_PER_SECOND);
        facts.put("survives", survival.filter(EngineSettings.Survival::adopts).isPresent());
        facts.put("kernel_features", features(KernelFeatures.found()));
        facts.put("folders", folders());
        return facts;
    }

    /** How far the wall clock has been moved since the start; negative: backwards. */
    private Duration clockMoved() {
        Duration passed = Duration.ofNanos(time.nanos() - begunNanos);
        return Duration.between(begun, time.now()).minus(passed);
    }

    private static Map<String, Object> features(KernelFeatures found) {
        Map<String, Object> features = new LinkedHashMap<>();
        features.put("pidfd", found.pidfd());
        features.put("pidfd_getfd", found.pidfdGetfd());
        features.put("exit_of_others", found.exitOfOthers());
        features.put("subreaper", found.subreaper());
        features.put("cgroups", found.cgroups().isEmpty());
        found.cgroups().ifPresent(why -> features.put("cgroups_obstacle", why));
        return features;
    }

    /** Of logs and of the state directory; many programs have the same. */
    private List<Map<String, Object>> folders() {
        Stream<Path> logs = control.processes().stream()
                .flatMap(view -> Stream.of(LogStream.values()).flatMap(stream -> view.log(stream).stream()));
        return Stream.of(
                        survival.stream().map(wanted -> wanted.directory().path()),
                        Stream.concat(mainLog.stream(), logs)
                                .filter(log -> !log.startsWith(DEVICES))
                                .map(Path::getParent))
                .flatMap(paths -> paths)
                .distinct()
                .limit(MOST_FOLDERS)
                .map(DaemonFacts::folder)
                .toList();
    }

    private static Map<String, Object> folder(Path path) {
        Map<String, Object> folder = new LinkedHashMap<>();
        folder.put("path", NativeText.of(path));
        try {
            FileStore store = Files.getFileStore(path);
            folder.put("size", (double) store.getTotalSpace());
            folder.put("free", (double) store.getUsableSpace());
            if (!Files.isWritable(path)) {
                folder.put("problem", "it cannot be written");
            }
        } catch (IOException failure) {
            folder.put("problem", FailureReason.withFile(failure));
        }
        return folder;
    }
}
