package io.leaderworkerset.informers.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.lang.ArchRule;

/** What may depend on what in lws-informers. Packages match wherever they stand, fixtures too. */
final class InformersRules {
  private InformersRules() {}

  /** The test kit ships in a jar of its own. */
  static final ArchRule MAIN_CODE_DOES_NOT_USE_THE_TEST_KIT =
      noClasses()
          .that()
          .resideInAPackage("io.leaderworkerset.informers..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.leaderworkerset..testkit..")
          .because("the main jar is used without the test kit's");

  /** Examples are the last ones in the chain. */
  static final ArchRule NOTHING_DEPENDS_ON_EXAMPLES =
      noClasses()
          .that(resideOutsideOfPackages("io.leaderworkerset.examples.."))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.leaderworkerset..examples..");

  /** Looking does not write. */
  static final ArchRule OBSERVE_DOES_NOT_SEE_APPLY =
      noClasses()
          .that()
          .resideInAnyPackage("io.leaderworkerset.informers..observe..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.leaderworkerset.informers..apply..")
          .allowEmptyShould(true)
          .because("a decision stands between what is seen and what is written");

  /** Writing does not look. */
  static final ArchRule APPLY_DOES_NOT_SEE_OBSERVE =
      noClasses()
          .that()
          .resideInAPackage("io.leaderworkerset.informers..apply..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.leaderworkerset.informers..observe..")
          .allowEmptyShould(true)
          .because("a decision stands between what is seen and what is written");

  /** Requests are made in few places. */
  static final ArchRule ONLY_THE_EDGE_TOUCHES_HTTP =
      noClasses()
          .that()
          .resideInAPackage("io.leaderworkerset.informers..")
          .and(
              resideOutsideOfPackages(
                  "io.leaderworkerset.informers..http..",
                  "io.leaderworkerset.informers..apply..",
                  "io.leaderworkerset.informers..cache..",
                  "io.leaderworkerset.informers..election.."))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("okhttp3..", "okio..", "java.net.http..")
          .because("traffic is counted, limited and stopped in one place");

  /** Generated models drop unknown fields and refuse new values. */
  static final ArchRule GENERATED_MODELS_ARE_NEITHER_SENT_NOR_PARSED =
      noClasses()
          .that()
          .resideInAPackage("io.leaderworkerset.informers..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.kubernetes.client.openapi.apis..", "io.kubernetes.client.util.generic..")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("io.kubernetes.client.openapi.JSON")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("io.kubernetes.client.util.Yaml")
          .because("a field newer than the client must survive, and must not stop a watch");

  /** Sub-packages are slices of their own. */
  static final ArchRule NO_CYCLES =
      slices().matching("io.leaderworkerset.(**)").should().beFreeOfCycles();
}
