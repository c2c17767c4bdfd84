package org.supervisor.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.supervisor.server.process.DependsOn;
import org.supervisor.server.process.DependsOn.Condition;
import org.supervisor.server.process.DependsOn.Dependency;
import org.supervisor.server.process.ProcessSpec;

class DependencyKeysTest {
    private static final String DB = "[program:db]\ncommand=/bin/cat\n";

    @TempDir
    private Path folder;

    private Loading loading;

    @BeforeEach
    void prepare() {
        loading = new Loading(folder);
    }

    private DependsOn api(String lines, String others) throws ConfigException {
        ProcessSpec api = loading.group(Loading.MAIN + "[program:api]\ncommand=/bin/cat\n" + lines + others, "api")
                .processes()
                .getFirst();
        return api.aspect(DependsOn.class).orElseThrow();
    }

    private String refusal(String lines, String others) {
        ConfigException refused = loading.refusal(Loading.MAIN + "[program:api]\ncommand=/bin/cat\n" + lines + others);
        assertThat(refused).isNotNull();
        return refused.problems().getFirst().toString();
    }

    @Test
    void aNameMayHaveAConditionAndAColon() throws ConfigException {
        DependsOn spec = api(
                "depends_on=db, jobs:one:completed jobs:two , jobs:started\non_dependency_failure=restart\n",
                DB + "[program:one]\ncommand=/bin/cat\n[program:two]\ncommand=/bin/cat\n"
                        + "[group:jobs]\nprograms=one,two\n");
        assertThat(spec)
                .isEqualTo(new DependsOn(
                        List.of(
                                new Dependency("db", Condition.READY),
                                new Dependency("jobs:one", Condition.COMPLETED),
                                new Dependency("jobs:two", Condition.READY),
                                new Dependency("jobs", Condition.STARTED)),
                        DependsOn.OnFailure.RESTART));
    }

    @Test
    void aPerlFileHasTheSameKeysWithHyphens() throws ConfigException {
        ProcessSpec web = loading.program("""
            [program:web]
            command = /bin/cat
            depends-on = db:started
            on-dependency-failure = stop
            [program:db]
            command = /bin/cat
            """);
        assertThat(web.aspect(DependsOn.class))
                .contains(new DependsOn(List.of(new Dependency("db", Condition.STARTED)), DependsOn.OnFailure.STOP));
    }

    @Test
    void anUnknownNameIsAProblemWithTheNearestKnown() {
        assertThat(refusal("depends_on=bd\n", DB)).contains("line=4", "did you mean db?");
    }

    @Test
    void aCircleIsAProblemWithItsPath() {
        assertThat(refusal("depends_on=db\n", DB + "depends_on=api\n")).contains("api -> db -> api");
        assertThat(refusal("depends_on=api\n", DB)).contains("api -> api");
        assertThat(refusal("depends_on=bd, dc, api\n", DB)).contains("found bd", "found dc", "api -> api");
    }

    @Test
    void aCircleIsReportedAtOneOfItsProgramsAndAtNoOther() {
        ConfigException refused = loading.refusal(Loading.MAIN
                + "[program:a]\ncommand=/bin/cat\ndepends_on=db\n"
                + "[program:api]\ncommand=/bin/cat\ndepends_on=db\n"
                + "[program:bystander]\ncommand=/bin/cat\ndepends_on=db\n" + DB + "depends_on=api\n");
        assertThat(refused.problems()).hasSize(1);
    }

    @Test
    void aDependencyThatIsToBeCompletedAndIsStartedAgainIsWarnedOf() throws ConfigException {
        Loaded loaded = loading.load(Loading.MAIN + "[program:api]\ncommand=/bin/cat\ndepends_on=db:completed\n" + DB
                + "autorestart=true\n");
        assertThat(loaded.warnings()).singleElement().asString().contains("db", "completed", "autorestart=false");
        assertThat(loading.load(Loading.MAIN + "[program:api]\ncommand=/bin/cat\ndepends_on=db:completed\n" + DB
                                + "autorestart=unexpected\n")
                        .warnings())
                .isEmpty();
    }

    @Test
    void aDependencyThatNobodyStartsIsWarnedOf() throws ConfigException {
        Loaded loaded = loading.load(
                Loading.MAIN + "[program:api]\ncommand=/bin/cat\ndepends_on=db\n" + DB + "autostart=false\n");
        assertThat(loaded.warnings()).singleElement().asString().contains("depends_on", "db", "autostart=false");
    }

    @Test
    void aRuleWithoutADependencyIsWarnedOf() throws ConfigException {
        Loaded loaded = loading.load(Loading.MAIN + "[program:api]\ncommand=/bin/cat\non_dependency_failure=stop\n");
        assertThat(loaded.warnings()).singleElement().asString().contains("no effect without depends_on");
    }

    @Test
    void programsWithoutThemHaveNoSuchPart() throws ConfigException {
        assertThat(loading.supervisord("priority=1\n").aspects()).isEmpty();
    }
}
