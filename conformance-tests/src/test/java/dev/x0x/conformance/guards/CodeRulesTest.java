// SPDX-License-Identifier: Apache-2.0
package dev.x0x.conformance.guards;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;

import org.junit.jupiter.api.Test;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;

/** What no class may do wherever it lives, and what a pure package may not do at all. */
class CodeRulesTest {
    private static final String CHILD = "dev.x0x.exec.child";

    /** They decide; whoever drives them brings the time, the chance and the bytes. */
    private static final String[] PURE = {
        "dev.x0x.acl",
        "dev.x0x.exec.wire",
        "dev.x0x.exec.session",
        "dev.x0x.meshd.envelope",
        "dev.x0x.meshd.gossip.."
    };

    @Test
    void pure_packages_read_no_clock() {
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class)
                .check(House.CLASSES);
    }

    @Test
    void pure_packages_open_start_and_share_nothing() {
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.io..",
                        "java.net..",
                        "java.nio.file..",
                        "java.nio.channels..",
                        "java.util.concurrent..",
                        "java.lang.foreign..",
                        "org.slf4j..")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.Thread")
                .check(House.CLASSES);
    }

    @Test
    void pure_packages_make_no_chance_of_their_own() {
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .callConstructor(SecureRandom.class)
                .orShould()
                .callConstructor(java.util.Random.class)
                .orShould()
                .callMethod(Math.class, "random")
                .check(House.CLASSES);
    }

    @Test
    void keys_know_bytes_and_crypto_only() {
        noClasses()
                .that()
                .resideInAPackage("dev.x0x.identity.keys")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.io..", "java.net..", "java.nio.file..", "java.util.concurrent..")
                .check(House.CLASSES);
    }

    @Test
    void only_the_child_package_starts_processes_and_calls_the_system() {
        noClasses()
                .that()
                .resideOutsideOfPackage(CHILD)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.lang.foreign..")
                .check(House.CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackages(CHILD, "dev.x0x.cli")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ProcessBuilder.class)
                .orShould()
                .callMethod(Runtime.class, "exec", String[].class)
                .check(House.CLASSES);
    }

    @Test
    void frames_are_records() {
        classes()
                .that()
                .implement(named("dev.x0x.exec.wire.ExecFrame"))
                .and()
                .areNotInterfaces()
                .should()
                .beRecords()
                .check(House.CLASSES);
    }

    @Test
    void names_say_what_a_thing_is() {
        noClasses()
                .should()
                .haveNameMatching(".*(Manager|Utils?|Helper|Impl|Base|Common|Misc|Data|Info)")
                .check(House.CLASSES);
    }

    @Test
    void no_two_packages_need_each_other() {
        slices().matching("dev.x0x.(**)").should().beFreeOfCycles().check(House.CLASSES);
    }

    private static DescribedPredicate<JavaClass> named(String name) {
        return DescribedPredicate.describe(name, c -> c.getName().equals(name));
    }
}
