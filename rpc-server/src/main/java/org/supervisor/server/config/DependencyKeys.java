package org.supervisor.server.config;

import java.util.List;
import java.util.Optional;
import org.supervisor.server.process.DependsOn;

/** What has to be there before a program is launched. */
final class DependencyKeys {
    static final Keys ALL = new Keys(Change.UPDATE);

    static final Key<List<DependsOn.Dependency>> DEPENDS_ON = ALL.add(Key.added(
            "depends_on",
            AspectTypes.DEPENDENCIES,
            "nothing",
            "what has to be ready (or, with :started or :completed after the name, started or completed) before it is"
                    + " launched: processes, groups or programs"));
    static final Key<DependsOn.OnFailure> ON_DEPENDENCY_FAILURE = ALL.add(Key.added(
            "on_dependency_failure",
            AspectTypes.ON_FAILURE,
            "ignore",
            "what happens to it when something that it depends on ends by itself: ignore, restart or stop"));

    private DependencyKeys() {}

    static Optional<DependsOn> read(Values values) {
        Optional<List<DependsOn.Dependency>> on = values.find(DEPENDS_ON);
        Optional<DependsOn.OnFailure> onFailure = values.find(ON_DEPENDENCY_FAILURE);
        if (on.isEmpty() || on.get().isEmpty()) {
            onFailure.ifPresent(_ ->
                    values.warn(ON_DEPENDENCY_FAILURE, "has no effect without " + DEPENDS_ON.name(values.dialect())));
            return Optional.empty();
        }
        DependsOn spec = new DependsOn(on.get(), onFailure.orElse(DependsOn.OnFailure.IGNORE));
        values.checkLater((groups, mine) -> DependencyCheck.check(spec, groups, mine));
        return Optional.of(spec);
    }
}
