package org.supervisor.server;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.stream.Stream;
import org.apiguardian.api.API;
import org.junit.jupiter.api.Test;
import org.supervisor.server.extension.Extension;
import org.supervisor.server.process.ProcessSpec;

/** What programs that embed the supervisor, and extensions of it, may rely on is marked; the rest is internal. */
class PublicApiTest {
    private static final String ROOT = "org.supervisor.server";
    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    void embeddingAndExtensionsArePublicApi() {
        assertThat(Stream.of(Supervisor.class, ProcessSpec.class, Extension.class))
                .allMatch(type -> isApi(OURS.get(type)));
    }

    @Test
    void everyPackageIsInternalUnlessATypeIsMarked() {
        assertThat(OURS.stream().map(JavaClass::getPackage).distinct())
                .allSatisfy(room ->
                        assertThat(room.getAnnotationOfType(API.class).status()).isEqualTo(API.Status.INTERNAL));
    }

    @Test
    void publicApiMentionsNothingInternal() {
        classes()
                .that(describe("are public API", PublicApiTest::isApi))
                .should(new ArchCondition<>("mention only public API") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        mentionedBy(type)
                                .filter(mentioned -> mentioned.getPackageName().startsWith(ROOT))
                                .filter(mentioned -> !isApi(mentioned))
                                .distinct()
                                .forEach(mentioned -> events.add(SimpleConditionEvent.violated(
                                        type, type.getName() + " mentions " + mentioned.getName())));
                    }
                })
                .check(OURS);
    }

    private static Stream<JavaClass> mentionedBy(JavaClass type) {
        Stream<JavaType> members = type.getCodeUnits().stream()
                .filter(PublicApiTest::isVisible)
                .flatMap(unit -> Stream.concat(Stream.of(unit.getReturnType()), unit.getParameterTypes().stream()));
        Stream<JavaType> parents = Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream());
        return Stream.concat(members, parents).flatMap(mentioned -> mentioned.getAllInvolvedRawTypes().stream());
    }

    private static boolean isVisible(JavaCodeUnit unit) {
        return unit.getModifiers().contains(JavaModifier.PUBLIC)
                || unit.getModifiers().contains(JavaModifier.PROTECTED);
    }

    /** Marked itself, or a public part of a type that is. */
    private static boolean isApi(JavaClass type) {
        JavaClass base = type.getBaseComponentType();
        return base.isAnnotatedWith(API.class)
                || (base.getModifiers().contains(JavaModifier.PUBLIC)
                        && base.getEnclosingClass().filter(PublicApiTest::isApi).isPresent());
    }
}
