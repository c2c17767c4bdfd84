package org.supervisor.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.supervisor.api.Signal;
import org.supervisor.server.output.MainLog;
import org.supervisor.server.output.ManualTime;
import org.supervisor.server.process.Child;
import org.supervisor.server.process.DependsOn;
import org.supervisor.server.process.DependsOn.Condition;
import org.supervisor.server.process.DependsOn.OnFailure;
import org.supervisor.server.process.Event;
import org.supervisor.server.process.ExitStatus;
import org.supervisor.server.process.Gate;
import org.supervisor.server.process.GroupSpec;
import org.supervisor.server.process.Launcher;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.ProcessFactory;
import org.supervisor.server.process.ProcessGroup;
import org.supervisor.server.process.ProcessName;
import org.supervisor.server.process.ProcessRegistry;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.Refusal;
import org.supervisor.server.process.RestartPolicy;
import org.supervisor.server.process.StartOrigin;
import org.supervisor.server.process.State;

/** Programs that wait for others; a launch succeeds when the test says so. */
class DependenciesTest {
    private final ManualTime time = new ManualTime();
    private final ProcessRegistry registry = new ProcessRegistry();
    private final Dependencies dependencies = new Dependencies(registry);
    private final Aspects aspects = new Aspects(List.of(dependencies), new FailureLog(new MainLog(time)));
    private final List<String> launched = new ArrayList<>();
    private final ProcessFactory factory = new ProcessFactory(new Launching(), aspects, time, new Random(1));

    private final class Launching implements Launcher {
        @Override
        public Gate mayLaunch(ManagedProcess process) {
            return aspects.mayLaunch(process);
        }

        @Override
        public void launch(ManagedProcess process) {
            launched.add(process.name().toString());
        }
    }

    private record Running(int pid) implements Child {
        @Override
        public Delivery signal(Signal signal, boolean wholeGroup) {
            return Delivery.SENT;
        }
    }

    private static ProcessSpec.Builder spec(String group, String name) {
        return new ProcessSpec.Builder(new ProcessName(group, name))
                .command("/bin/true")
                .startWait(Duration.ZERO)
                .autoRestart(false)
                .exitCodes(0);
    }

    private static DependsOn on(OnFailure onFailure, Condition condition, String... targets) {
        return new DependsOn(
                List.of(targets).stream()
                        .map(target -> new DependsOn.Dependency(target, condition))
                        .toList(),
                onFailure);
    }

    private ManagedProcess add(ProcessSpec.Builder spec) {
        ProcessGroup group = factory.group(GroupSpec.of(spec.build()));
        registry.add(group);
        aspects.added(group);
        return group.processes().getFirst();
    }

    private ManagedProcess add(String name) {
        return add(spec(name, name));
    }

    private ManagedProcess add(String name, DependsOn depends) {
        return add(spec(name, name).aspect(depends));
    }

    private static void request(ManagedProcess process) {
        process.on(new Event.StartRequested("test"));
    }

    private static void autostart(ManagedProcess process) {
        process.on(new Event.StartRequested(new StartOrigin.Autostart()));
    }

    private static void comesUp(ManagedProcess process) {
        process.on(new Event.Launched(new Running(7)));
    }

    private static void ends(ManagedProcess process, int code) {
        process.on(new Event.ChildExited(new ExitStatus.Code(code)));
    }

    @Test
    void aProcessIsLaunchedWhenWhatItDependsOnIsReady() {
        ManagedProcess db = add("db");
        ManagedProcess api = add("api", on(OnFailure.IGNORE, Condition.READY, "db"));
        autostart(api);
        autostart(db);
        assertThat(api.state()).isEqualTo(new State.Held("waits for db to be ready", 1));
        assertThat(launched).containsExactly("db");
        comesUp(db);
        assertThat(launched).containsExactly("db", "api");
    }

    @Test
    void aRequestStartsWhatIsNeededAndWhatThatNeeds() {
        ManagedProcess disk = add("disk");
        ManagedProcess db = add("db", on(OnFailure.IGNORE, Condition.READY, "disk"));
        ManagedProcess api = add("api", on(OnFailure.IGNORE, Condition.READY, "db"));
        request(api);
        assertThat(launched).containsExactly("disk");
        comesUp(disk);
        comesUp(db);
        assertThat(launched).containsExactly("disk", "db", "api");
    }

    @Test
    void anAutomaticStartStartsNothingElse() {
        ManagedProcess db = add(spec("db", "db").autoStart(false));
        ManagedProcess api = add("api", on(OnFailure.IGNORE, Condition.READY, "db"));
        autostart(api);
        assertThat(api.state()).isEqualTo(new State.Held("waits for db to be ready, which is stopped", 1, true));
        assertThat(db.state()).isEqualTo(new State.Stopped());
        request(api);
        assertThat(launched).containsExactly("db");
    }

    @Test
    void aProcessThatWaitsIsLaunchedByAStartWithoutDependencies() {
        add("db");
        ManagedProcess api = add("api", on(OnFailure.IGNORE, Condition.READY, "db"));
        autostart(api);
        api.on(new Event.StartRequested(new StartOrigin.Request("test", true)));
        assertThat(launched).containsExactly("api");
    }

    @Test
    void aProcessThatWaitsIsNotStoppedWhenWhatItDependsOnEnds() {
        ManagedProcess db = add("db");
        ManagedProcess api = add("api", on(OnFailure.STOP, Condition.READY, "db"));
        ManagedProcess other = add("other");
        request(api);
        db.on(new Event.LaunchRefused(new Refusal(Refusal.Kind.NO_FILE, "no such file")));
        assertThat(api.state()).isInstanceOf(State.Held.class);
        assertThat(other.state()).isEqualTo(new State.Stopped());
    }

    @Test
    void aProcessIsLookedAtAgainWhenWhatItWaitsForIsAdded() {
        ManagedProcess api = add("api", on(OnFailure.IGNORE, Condition.READY, "db"));
        autostart(api);
        ManagedProcess db = add("db");
        assertThat(api.state()).isEqualTo(new State.Held("waits for db to be ready", 1));
        autostart(db);
        comesUp(db);
        assertThat(launched).containsExactly("db", "api");
    }

    @Test
    void aStartWithoutDependenciesLaunchesAtOnce() {
        add("db");
        ManagedProcess api = add("api", on(OnFailure.IGNORE, Condition.READY, "db"));
        api.on(new Event.StartRequested(new StartOrigin.Request("test", true)));
        assertThat(launched).containsExactly("api");
    }

    private ManagedProcess apiThatHasEnded(ManagedProcess db, OnFailure onFailure) {
        ManagedProcess api = add("api", on(onFailure, Condition.READY, "db"));
        autostart(db);
        comesUp(db);
        autostart(api);
        comesUp(api);
        ends(api, 0);
        db.on(new Event.StopRequested("test"));
        ends(db, 0);
        launched.clear();
        return api;
    }

    @Test
    void oneThatHasStartedByItselfAndEndedIsStartedAloneOnRequest() {
        ManagedProcess api = apiThatHasEnded(add("db"), OnFailure.IGNORE);
        api.on(new Event.StartRequested(new StartOrigin.Request("test", true)));
        assertThat(launched).containsExactly("api");
    }

    @Test
    void oneThatHasStartedByItselfAndEndedStartsWhatItNeedsOnRequest() {
        ManagedProcess api = apiThatHasEnded(add("db"), OnFailure.IGNORE);
        request(api);
        assertThat(launched).containsExactly("db");
    }

    @Test
    void aJobThatAlsoStartsByItselfStartsWhatItNeedsWhenItIsDue() {
        ManagedProcess job = apiThatHasEnded(add("db"), OnFailure.IGNORE);
        job.on(new Event.StartRequested(new StartOrigin.Due()));
        assertThat(launched).containsExactly("db");
    }

    @Test
    void aStartWithoutDependenciesCountsForOneLaunch() {
        add("db");
        ManagedProcess api = add(spec("api", "api")
                .restart(RestartPolicy.of(RestartPolicy.When.ALWAYS, Set.of(0)))
                .aspect(on(OnFailure.IGNORE, Condition.READY, "db")));
        api.on(new Event.StartRequested(new StartOrigin.Request("test", true)));
        comesUp(api);
        ends(api, 1);
        api.on(new Event.TimeReached(time.nanos() + Duration.ofHours(1).toNanos()));
        assertThat(api.state()).isInstanceOf(State.Held.class);
    }

    @Test
    void aTakeoverDoesNotStartWhatAnOperatorHasStopped() {
        ManagedProcess db = add("db");
        ManagedProcess api = add("api", on(OnFailure.IGNORE, Condition.READY, "db"));
        api.on(new Event.StartRequested(new StartOrigin.WantedBefore(new StartOrigin.Request("test"))));
        assertThat(db.state()).isEqualTo(new State.Stopped());
        assertThat(api.state()).isInstanceOf(State.Held.class);
    }

    @Test
    void whoWaitsForSomethingThatWasGivenUpSaysSoAndGoesOnWaiting() {
        ManagedProcess db = add("db");
        ManagedProcess api = add("api", on(OnFailure.IGNORE, Condition.READY, "db"));
        request(api);
        db.on(new Event.LaunchRefused(new Refusal(Refusal.Kind.NO_FILE, "no such file")));
        assertThat(api.state())
                .isEqualTo(new State.Held("waits for db to be ready, which has failed: no such file", 1, true));
        request(db);
        comesUp(db);
        assertThat(launched).containsExactly("db", "db", "api");
    }

    @Test
    void somethingIsCompletedWhenItHasEndedAsExpected() {
        ManagedProcess migrate = add("migrate");
        ManagedProcess api = add("api", on(OnFailure.STOP, Condition.COMPLETED, "migrate"));
        request(api);
        comesUp(migrate);
        ends(migrate, 3);
        assertThat(api.state()).isInstanceOf(State.Held.class);
        request(migrate);
        comesUp(migrate);
        ends(migrate, 0);
        assertThat(launched).containsExactly("migrate", "migrate", "api");
        comesUp(api);
        assertThat(api.state()).isInstanceOf(State.Running.class);
    }

    @Test
    void aGroupIsReadyWhenAllOfItIs() {
        ManagedProcess first = add(spec("caches", "one"));
        ProcessGroup group = registry.group("caches").orElseThrow();
        ManagedProcess api = add("api", on(OnFailure.IGNORE, Condition.READY, "caches"));
        assertThat(group.processes()).containsExactly(first);
        request(api);
        assertThat(launched).containsExactly("caches:one");
        comesUp(first);
        assertThat(launched).containsExactly("caches:one", "api");
    }

    @Test
    void aProcessIsRestartedWhenWhatItDependsOnHasEnded() {
        ManagedProcess db = add("db");
        ManagedProcess api = add("api", on(OnFailure.RESTART, Condition.READY, "db"));
        request(api);
        comesUp(db);
        comesUp(api);
        ends(db, 1);
        assertThat(api.state()).isInstanceOf(State.Stopping.class);
        ends(api, 0);
        assertThat(api.state()).isInstanceOf(State.Held.class);
        request(db);
        comesUp(db);
        assertThat(launched).containsExactly("db", "api", "db", "api");
    }

    @Test
    void aProcessIsStoppedWhenWhatItDependsOnHasEnded() {
        ManagedProcess db = add("db");
        ManagedProcess api = add("api", on(OnFailure.STOP, Condition.READY, "db"));
        request(api);
        comesUp(db);
        comesUp(api);
        ends(db, 1);
        ends(api, 0);
        assertThat(api.state()).isEqualTo(new State.Stopped());
    }

    @Test
    void aProcessThatIgnoresItRunsOn() {
        ManagedProcess db = add("db");
        ManagedProcess api = add("api", on(OnFailure.IGNORE, Condition.READY, "db"));
        request(api);
        comesUp(db);
        comesUp(api);
        ends(db, 1);
        assertThat(api.state()).isInstanceOf(State.Running.class);
    }

    @Test
    void aTargetThatWasRemovedIsMissing() {
        ManagedProcess db = add("db");
        ManagedProcess api = add("api", on(OnFailure.IGNORE, Condition.READY, "db"));
        ProcessGroup group = registry.group("db").orElseThrow();
        registry.remove(group);
        aspects.removed(group);
        assertThat(db.state()).isEqualTo(new State.Stopped());
        request(api);
        assertThat(api.state()).isEqualTo(new State.Held("waits for db, which is not there", 1, true));
    }

    @Test
    void aProcessThatWaitsSaysSoWhenItsTargetIsRemoved() {
        add("db");
        ManagedProcess api = add("api", on(OnFailure.IGNORE, Condition.READY, "db"));
        autostart(api);
        ProcessGroup group = registry.group("db").orElseThrow();
        registry.remove(group);
        aspects.removed(group);
        assertThat(api.state()).isEqualTo(new State.Held("waits for db, which is not there", 1, true));
    }

    @Test
    void theReasonInAChainNamesTheFirstCauseAlone() {
        ManagedProcess db = add("db");
        ManagedProcess api = add("api", on(OnFailure.IGNORE, Condition.READY, "db"));
        ManagedProcess web = add("web", on(OnFailure.IGNORE, Condition.READY, "api"));
        ManagedProcess proxy = add("proxy", on(OnFailure.IGNORE, Condition.STARTED, "web"));
        request(proxy);
        db.on(new Event.LaunchRefused(new Refusal(Refusal.Kind.NO_FILE, "no such file")));
        assertThat(api.state())
                .isEqualTo(new State.Held("waits for db to be ready, which has failed: no such file", 1, true));
        assertThat(web.state())
                .isEqualTo(new State.Held("waits for api to be ready: db has failed: no such file", 1, true));
        assertThat(proxy.state())
                .isEqualTo(new State.Held("waits for web to be started: db has failed: no such file", 1, true));
        request(db);
        assertThat(proxy.state()).isEqualTo(new State.Held("waits for web to be started", 1));
    }

    @Test
    void aLongChainIsHeldReleasedAndStartedWithoutADeepStack() {
        int length = 20_000;
        List<ManagedProcess> chain = new ArrayList<>(List.of(add("p0")));
        for (int i = 1; i < length; i++) {
            chain.add(add("p" + i, on(OnFailure.IGNORE, Condition.READY, "p" + (i - 1))));
        }
        ManagedProcess first = chain.getFirst();
        request(chain.getLast());
        assertThat(launched).containsExactly("p0");
        first.on(new Event.LaunchRefused(new Refusal(Refusal.Kind.NO_FILE, "no such file")));
        assertThat(chain.getLast().state())
                .isEqualTo(new State.Held(
                        "waits for p" + (length - 2) + " to be ready: p0 has failed: no such file", 1, true));
        request(first);
        assertThat(chain.getLast().state()).isEqualTo(new State.Held("waits for p" + (length - 2) + " to be ready", 1));
    }

    @Test
    void aRequestStartsWhatKeepsThoseFromComingThatWaitAlready() {
        ManagedProcess db = add(spec("db", "db").autoStart(false));
        ManagedProcess api = add("api", on(OnFailure.IGNORE, Condition.READY, "db"));
        ManagedProcess web = add("web", on(OnFailure.IGNORE, Condition.READY, "api"));
        autostart(api);
        assertThat(db.state()).isEqualTo(new State.Stopped());
        request(web);
        assertThat(launched).containsExactly("db");
    }

    @Test
    void aDependencyThatIsLostDuringALaunchRestartsTheProcess() {
        ManagedProcess db = add("db");
        ManagedProcess api = add("api", on(OnFailure.RESTART, Condition.READY, "db"));
        request(api);
        comesUp(db);
        ends(db, 1);
        assertThat(api.state()).isEqualTo(new State.StopPending());
        comesUp(api);
        assertThat(api.state()).isInstanceOf(State.Stopping.class);
        ends(api, 0);
        assertThat(api.state()).isInstanceOf(State.Held.class);
    }

    @Test
    void aDependencyThatIsLostDuringALaunchThatFailsHoldsTheProcess() {
        ManagedProcess db = add("db");
        ManagedProcess api = add("api", on(OnFailure.RESTART, Condition.READY, "db"));
        request(api);
        comesUp(db);
        ends(db, 1);
        api.on(new Event.LaunchRefused(new Refusal(Refusal.Kind.NO_FILE, "no such file")));
        assertThat(api.state()).isInstanceOf(State.Held.class);
    }

    @Test
    void aDependencyThatIsLostDuringALaunchStopsTheProcess() {
        ManagedProcess db = add("db");
        ManagedProcess api = add("api", on(OnFailure.STOP, Condition.READY, "db"));
        request(api);
        comesUp(db);
        ends(db, 1);
        comesUp(api);
        ends(api, 0);
        assertThat(api.state()).isEqualTo(new State.Stopped());
    }

    @Test
    void theRuleStopPassesAlongAChain() {
        ManagedProcess db = add("db");
        ManagedProcess api = add("api", on(OnFailure.STOP, Condition.READY, "db"));
        ManagedProcess web = add("web", on(OnFailure.STOP, Condition.READY, "api"));
        request(web);
        List.of(db, api, web).forEach(DependenciesTest::comesUp);
        ends(db, 1);
        ends(api, 0);
        assertThat(web.state()).isInstanceOf(State.Stopping.class);
        ends(web, 0);
        assertThat(web.state()).isEqualTo(new State.Stopped());
    }

    @Test
    void aStopOnRequestDoesNotPassAlong() {
        ManagedProcess db = add("db");
        ManagedProcess api = add("api", on(OnFailure.STOP, Condition.READY, "db"));
        ManagedProcess web = add("web", on(OnFailure.STOP, Condition.READY, "api"));
        request(web);
        List.of(db, api, web).forEach(DependenciesTest::comesUp);
        api.on(new Event.StopRequested("test"));
        ends(db, 1);
        ends(api, 0);
        assertThat(web.state()).isInstanceOf(State.Running.class);
    }

    @Test
    void whatIsBeingStoppedIsStartedAfterThatForOneThatWasRequestedMeanwhile() {
        ManagedProcess db = add("db");
        ManagedProcess api = add("api", on(OnFailure.IGNORE, Condition.READY, "db"));
        Waiters waiters = new Waiters();
        Requests requests =
                new Requests(registry, waiters, _ -> Optional.empty(), dependencies::stopOrder, (_, _) -> {});
        dependencies.waitBy(requests::whenDown);
        request(db);
        comesUp(db);
        db.on(new Event.StopRequested("test"));
        request(api);
        ends(db, 0);
        waiters.moved(db);
        assertThat(launched).containsExactly("db", "db");
        comesUp(db);
        assertThat(launched).containsExactly("db", "db", "api");
    }

    @Test
    void whatIsBeingStoppedStaysDownIfTheProcessThatNeedsItIsStoppedToo() {
        ManagedProcess db = add("db");
        ManagedProcess api = add("api", on(OnFailure.IGNORE, Condition.READY, "db"));
        Waiters waiters = new Waiters();
        Requests requests =
                new Requests(registry, waiters, _ -> Optional.empty(), dependencies::stopOrder, (_, _) -> {});
        dependencies.waitBy(requests::whenDown);
        request(db);
        comesUp(db);
        db.on(new Event.StopRequested("test"));
        request(api);
        api.on(new Event.StopRequested("test"));
        ends(db, 0);
        waiters.moved(db);
        assertThat(db.state()).isEqualTo(new State.Stopped());
    }

    @Test
    void processesAreStoppedAfterThoseThatDependOnThem() {
        ManagedProcess db = add("db");
        ManagedProcess cache = add("cache");
        ManagedProcess api = add("api", on(OnFailure.IGNORE, Condition.READY, "db", "cache"));
        ManagedProcess proxy = add("proxy", on(OnFailure.IGNORE, Condition.STARTED, "api"));
        assertThat(dependencies.stopOrder(List.of(db, cache, api, proxy)))
                .containsExactly(List.of(proxy), List.of(api), List.of(db, cache));
        assertThat(dependencies.stopOrder(List.of(db, proxy))).containsExactly(List.of(db, proxy));
    }

    @Test
    void whatAProcessDependsOnAndWhatDependsOnItIsReported() {
        ManagedProcess db = add("db");
        ManagedProcess api = add("api", on(OnFailure.IGNORE, Condition.READY, "db"));
        assertThat(aspects.facts(db).others()).containsEntry("dependents", List.of("api"));
        assertThat(aspects.facts(api).others()).containsEntry("depends_on", List.of("db:ready"));
    }
}
