package org.supervisor.server;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.supervisor.server.engine.LinuxKernel;

/** The arrows between our packages point one way, and each library has its own room. */
class PackageArrowsTest {
    private static final String ROOT = "org.supervisor.server";

    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "process, ''",
        "output,  process",
        "events,  process",
        "config,  process",
        "os,      process",
        "survival, process os",
        "engine,  process output events os config survival",
        "audit,   engine config process output",
        "rpc,     engine process output",
        "metrics, rpc engine process os",
        "http,    metrics rpc engine events process output config",
    })
    void aPackageUsesOnlyThoseBeforeIt(String room, String others) {
        String[] allowed = Stream.concat(Stream.of(room), Stream.of(others.split(" ")))
                .filter(name -> !name.isEmpty())
                .map(PackageArrowsTest::inside)
                .toArray(String[]::new);
        classes()
                .that()
                .resideInAPackage(inside(room))
                .should()
                .onlyDependOnClassesThat(resideOutsideOfPackage(ROOT + "..").or(resideInAnyPackage(allowed)))
                .allowEmptyShould(true)
                .check(OURS);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "org.eclipse.jetty.., http",
        "org.apache.xmlrpc.., rpc",
        "org.apache.commons.configuration2.., config",
        "com.cronutils.., config",
        "io.prometheus.., metrics",
        "java.lang.foreign.., os",
    })
    void aLibraryIsUsedInItsOwnRoomOnly(String library, String rooms) {
        noClasses()
                .that()
                .resideOutsideOfPackages(Stream.of(rooms.split(" "))
                        .map(PackageArrowsTest::inside)
                        .toArray(String[]::new))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(OURS);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "Accounts",
                "ChildWatch",
                "Descriptors",
                "Limits",
                "ListenSocket",
                "Poller",
                "Processes",
                "Spawner",
                "Survivors",
                "Syslog",
            })
    void theEngineReachesTheSystemThroughItsKernelOnly(String type) {
        noClasses()
                .that()
                .resideInAPackage(inside("engine"))
                .and(not(belongToAnyOf(LinuxKernel.class)))
                .and()
                .doNotHaveSimpleName("LinuxSpawner") // of that kernel
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName(ROOT + ".os." + type)
                .check(OURS);
    }

    private static String inside(String room) {
        return ROOT + "." + room + "..";
    }
}
