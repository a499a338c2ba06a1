package io.leaderworkerset.architecture;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.leaderworkerset.architecture.fixture.cluster.KnowsSets;
import io.leaderworkerset.architecture.fixture.cyclea.Here;
import io.leaderworkerset.architecture.fixture.cycleb.There;
import io.leaderworkerset.architecture.fixture.manifest.CallsTheApi;
import io.leaderworkerset.architecture.fixture.observe.ReadsModels;
import io.leaderworkerset.architecture.fixture.plan.AsksTheTime;
import io.leaderworkerset.architecture.fixture.plan.Logs;
import io.leaderworkerset.architecture.fixture.plan.ReadsFiles;
import io.leaderworkerset.architecture.fixture.plan.RollsDice;
import io.leaderworkerset.architecture.fixture.plan.StartsThreads;
import io.leaderworkerset.architecture.fixture.plan.WritesJson;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CoreArchitectureTest {
  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.leaderworkerset");

  static Stream<Arguments> rules() {
    return Stream.of(
        rule("decisions know only values", CoreRules.DECISIONS_KNOW_ONLY_VALUES, ReadsModels.class),
        rule("cluster knows only itself", CoreRules.CLUSTER_KNOWS_ONLY_ITSELF, KnowsSets.class),
        rule("nothing talks to a cluster", CoreRules.NOTHING_TALKS_TO_A_CLUSTER, CallsTheApi.class),
        rule("JSON stays with objects", CoreRules.JSON_STAYS_WITH_OBJECTS, WritesJson.class),
        rule("nothing asks the time", CoreRules.NOTHING_ASKS_THE_OUTSIDE, AsksTheTime.class),
        rule("nothing rolls dice", CoreRules.NOTHING_ASKS_THE_OUTSIDE, RollsDice.class),
        rule("nothing reads files", CoreRules.NOTHING_ASKS_THE_OUTSIDE, ReadsFiles.class),
        rule("nothing starts threads", CoreRules.NOTHING_ASKS_THE_OUTSIDE, StartsThreads.class),
        rule("nothing logs", CoreRules.NOTHING_ASKS_THE_OUTSIDE, Logs.class),
        rule("no package cycles", CoreRules.NO_CYCLES, Here.class, There.class));
  }

  private static Arguments rule(String name, ArchRule rule, Class<?>... offenders) {
    return Arguments.of(Named.of(name, rule), offenders);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void mainCodeKeepsTheRule(ArchRule rule, Class<?>[] offenders) {
    rule.check(MAIN);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void theRuleFindsAnOffender(ArchRule rule, Class<?>[] offenders) {
    JavaClasses bad = new ClassFileImporter().importClasses(offenders);

    assertThatThrownBy(() -> rule.check(bad))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(offenders[0].getSimpleName());
  }
}
