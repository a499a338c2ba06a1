package io.leaderworkerset.informers.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.google.gson.Gson;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;

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

  /** The official informer wants a few; otherwise the metadata of a set is read, and no more. */
  static final ArchRule GENERATED_MODELS_ARE_NOT_BUILT =
      noClasses()
          .that()
          .resideInAPackage("io.leaderworkerset.informers..")
          .and(
              not(
                  belongTo(
                      "io.leaderworkerset.informers.cache.CachedObject",
                      "io.leaderworkerset.informers.cache.CachedList",
                      "io.leaderworkerset.informers.cache.ResourceWatchStream")))
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.kubernetes.client.openapi.models..")
                  .and(not(belongTo("io.kubernetes.client.openapi.models.V1ObjectMeta"))))
          .orShould()
          .accessTargetWhere(changesAModel())
          .because("an object is built as a tree that has what we own and nothing else");

  /** Who reads the metadata of a set: what looks at one, and what writes for one. */
  static final ArchRule METADATA_IS_READ_IN_FEW_PLACES =
      noClasses()
          .that()
          .resideInAPackage("io.leaderworkerset.informers..")
          .and(
              resideOutsideOfPackages(
                  "io.leaderworkerset.informers..cache..",
                  "io.leaderworkerset.informers..observe..",
                  "io.leaderworkerset.informers..apply.."))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.kubernetes.client.openapi.models..")
          .because("everything else goes by records");

  /** Gson would write the empty lists of a model, and so take them from whoever set them. */
  static final ArchRule WRITES_ARE_NOT_SERIALISED =
      noClasses()
          .that()
          .resideInAPackage("io.leaderworkerset.informers..")
          .and(resideOutsideOfPackage("io.leaderworkerset.informers.admission.."))
          .should()
          .accessTargetWhere(serialises())
          .because("what is sent is a tree; admission alone turns YAML that it reads into trees");

  /** Sub-packages are slices of their own. */
  static final ArchRule NO_CYCLES =
      slices().matching("io.leaderworkerset.(**)").should().beFreeOfCycles();

  private static DescribedPredicate<JavaClass> belongTo(String... names) {
    return DescribedPredicate.describe(
        "belong to " + String.join(", ", names),
        each -> List.of(names).contains(each.getName().replaceFirst("\\$.*", "")));
  }

  private static DescribedPredicate<JavaAccess<?>> changesAModel() {
    return DescribedPredicate.describe(
        "makes or changes a generated model",
        access ->
            access.getTargetOwner().getPackageName().equals("io.kubernetes.client.openapi.models")
                && !access.getName().startsWith("get"));
  }

  private static DescribedPredicate<JavaAccess<?>> serialises() {
    return DescribedPredicate.describe(
        "serialises an object",
        access ->
            access.getTargetOwner().isEquivalentTo(Gson.class)
                && access.getName().startsWith("toJson"));
  }
}
