// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import org.junit.jupiter.api.Test;

/** Who may import whom, as docs/DESIGN.md draws it. */
class ArchitectureTest {
  private static final String ROOT = "org.ostreeupload";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new DoNotIncludeTests())
          .withImportOption(location -> !location.contains("testdata"))
          .importPackages(ROOT);

  @Test
  void modulesImportOnlyWhatLiesBelowThem() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("store")
        .definedBy(ROOT + ".store..")
        .layer("protocol")
        .definedBy(ROOT + ".protocol..")
        .layer("tokens")
        .definedBy(ROOT + ".tokens..")
        .layer("receiver")
        .definedBy(ROOT + ".receiver..")
        .layer("pusher")
        .definedBy(ROOT + ".pusher..")
        .layer("cli")
        .definedBy(ROOT + ".cli..")
        .whereLayer("store")
        .mayOnlyBeAccessedByLayers("protocol", "receiver", "pusher", "cli")
        .whereLayer("protocol")
        .mayOnlyBeAccessedByLayers("receiver", "pusher", "cli")
        .whereLayer("tokens")
        .mayOnlyBeAccessedByLayers("receiver", "cli")
        .whereLayer("receiver")
        .mayOnlyBeAccessedByLayers("cli")
        .whereLayer("pusher")
        .mayOnlyBeAccessedByLayers("cli")
        .whereLayer("cli")
        .mayNotBeAccessedByAnyLayer()
        .check(CLASSES);
  }

  @Test
  void packagesDoNotDependOnOneAnotherInCircles() {
    slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void formatsKnowNoFiles() {
    noClasses()
        .that()
        .resideInAnyPackage(
            ROOT + ".store.object..",
            ROOT + ".store.gvariant..",
            ROOT + ".store.config..",
            ROOT + ".protocol..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.nio.file..", "java.net..")
        .check(CLASSES);
  }

  @Test
  void onlyOneClassOfTheStoreRenamesAndSyncs() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".store..")
        .and()
        .doNotHaveSimpleName("DurableFiles")
        .should()
        .callMethod(java.nio.channels.FileChannel.class, "force", boolean.class)
        .orShould()
        .callMethod(
            java.nio.file.Files.class,
            "move",
            java.nio.file.Path.class,
            java.nio.file.Path.class,
            java.nio.file.CopyOption[].class)
        .check(CLASSES);
  }

  @Test
  void onlyTheCommandLineTouchesTheProcess() {
    noClasses()
        .that()
        .doNotHaveSimpleName("Main")
        .should()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(System.class, "getenv")
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .check(CLASSES);
  }

  @Test
  void thePusherSpeaksHttpInOnePlace() {
    classes()
        .that()
        .resideInAPackage(ROOT + ".pusher..")
        .and()
        .haveSimpleNameNotContaining("HttpCaller")
        .should()
        .onlyDependOnClassesThat()
        .resideOutsideOfPackage("org.apache.hc.client5..")
        .check(CLASSES);
  }
}
