package io.leaderworkerset.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Random;
import java.util.Set;

/** What may depend on what in lws-core. Packages match wherever they stand, fixtures included. */
final class CoreRules {
  private static final String[] JDK_AND_VALUES = {
    "java.lang..",
    "java.util..",
    "java.time..",
    "java.math..",
    "java.nio.charset..",
    "com.google.common..",
    "javax.annotation.."
  };

  private static final Set<String> ASKING =
      Set.of(
          "java.lang.System.currentTimeMillis",
          "java.lang.System.nanoTime",
          "java.lang.System.getenv",
          "java.lang.System.getProperty",
          "java.lang.System.getProperties",
          "java.lang.Math.random",
          "java.util.UUID.randomUUID",
          "java.lang.Integer.getInteger",
          "java.lang.Boolean.getBoolean");

  private CoreRules() {}

  /** Decisions are values in, values out. */
  static final ArchRule DECISIONS_KNOW_ONLY_VALUES =
      classes()
          .that()
          .resideInAnyPackage(
              "io.leaderworkerset..plan..",
              "io.leaderworkerset..observe..",
              "io.leaderworkerset..identity..")
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(JDK_AND_VALUES)
                  .or(
                      resideInAnyPackage(
                          "io.leaderworkerset..plan..",
                          "io.leaderworkerset..observe..",
                          "io.leaderworkerset..identity..",
                          "io.leaderworkerset..cluster.."))
                  .or(primitives()))
          .because("a decision can be tested and reused with nothing of Kubernetes but values");

  /** The rules of the cluster know nothing of sets. */
  static final ArchRule CLUSTER_KNOWS_ONLY_ITSELF =
      classes()
          .that()
          .resideInAPackage("io.leaderworkerset..cluster..")
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(JDK_AND_VALUES)
                  .or(resideInAnyPackage("io.leaderworkerset..cluster.."))
                  .or(primitives()))
          .allowEmptyShould(true)
          .because("Kubernetes does not know LeaderWorkerSet");

  /** Models and JSON may be used, the client may not. */
  static final ArchRule NOTHING_TALKS_TO_A_CLUSTER =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("io.kubernetes.client.openapi.ApiClient")
          .orShould()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.kubernetes.client.openapi.apis..", "okhttp3..", "java.net..", "com.sun.net..")
          .because("all cluster traffic is in lws-informers");

  /** JSON stays where intents become objects. */
  static final ArchRule JSON_STAYS_WITH_OBJECTS =
      noClasses()
          .that(
              resideOutsideOfPackages(
                  "io.leaderworkerset..manifest..",
                  "io.leaderworkerset..admission..",
                  "io.leaderworkerset..api..",
                  "io.leaderworkerset..json.."))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.leaderworkerset..json..", "com.google.gson..")
          .because("plans are values; manifest, admission and api turn them into JSON");

  /** No clock, chance, environment, file, thread or logger. */
  static final ArchRule NOTHING_ASKS_THE_OUTSIDE =
      noClasses()
          .should()
          .accessTargetWhere(asksTheOutside())
          .orShould()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "java.nio.file..",
              "java.util.logging..",
              "org.slf4j..",
              "java.lang.System$Logger..",
              "java.util.concurrent..")
          .orShould()
          .dependOnClassesThat()
          .belongToAnyOf(Thread.class, ThreadLocal.class, java.security.SecureRandom.class)
          .orShould()
          .dependOnClassesThat(javaIoButSerializable())
          .because("time and chance are parameters; everything else stands at the edge");

  /** Sub-packages are slices of their own. */
  static final ArchRule NO_CYCLES =
      slices().matching("io.leaderworkerset.(**)").should().beFreeOfCycles();

  private static DescribedPredicate<JavaClass> primitives() {
    return DescribedPredicate.describe(
        "primitives", c -> c.isPrimitive() || c.getBaseComponentType().isPrimitive());
  }

  private static DescribedPredicate<JavaClass> javaIoButSerializable() {
    return DescribedPredicate.describe(
        "belong to java.io, but for Serializable, text in memory and the exceptions of text output",
        c ->
            c.getPackageName().equals("java.io")
                && !Set.of(
                        "Serializable",
                        "StringReader",
                        "IOException",
                        "UncheckedIOException",
                        "PrintStream")
                    .contains(c.getSimpleName()));
  }

  private static DescribedPredicate<JavaAccess<?>> asksTheOutside() {
    return DescribedPredicate.describe(
        "asks time, chance or the environment",
        access -> {
          JavaClass owner = access.getTargetOwner();
          String name = access.getTarget().getName();
          if (owner.getPackageName().equals("java.time") && isClock(owner, name)) {
            return true;
          }
          if (owner.isEquivalentTo(Random.class) && name.equals("<init>")) {
            return access.getTarget().getFullName().endsWith("<init>()");
          }
          if (owner.isEquivalentTo(System.class) && Set.of("out", "err", "in").contains(name)) {
            return true;
          }
          return ASKING.contains(owner.getName() + "." + name);
        });
  }

  private static boolean isClock(JavaClass owner, String name) {
    return name.equals("now") || (owner.getSimpleName().equals("Clock") && !name.equals("instant"));
  }
}
