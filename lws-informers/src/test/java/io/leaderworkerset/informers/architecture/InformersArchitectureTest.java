package io.leaderworkerset.informers.architecture;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.leaderworkerset.informers.architecture.fixture.BuildsModels;
import io.leaderworkerset.informers.architecture.fixture.CallsTheGeneratedApi;
import io.leaderworkerset.informers.architecture.fixture.ParsesModels;
import io.leaderworkerset.informers.architecture.fixture.ReadsMetadata;
import io.leaderworkerset.informers.architecture.fixture.SerialisesModels;
import io.leaderworkerset.informers.architecture.fixture.UsesHttp;
import io.leaderworkerset.informers.architecture.fixture.UsesTheTestKit;
import io.leaderworkerset.informers.architecture.fixture.apply.Applies;
import io.leaderworkerset.informers.architecture.fixture.examples.Example;
import io.leaderworkerset.informers.architecture.fixture.observe.ChangesMetadata;
import io.leaderworkerset.informers.architecture.fixture.observe.Observes;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class InformersArchitectureTest {
  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.leaderworkerset.informers", "io.leaderworkerset.testkit");

  static Stream<Arguments> rules() {
    return Stream.of(
        rule(
            "main code does not use the test kit",
            InformersRules.MAIN_CODE_DOES_NOT_USE_THE_TEST_KIT,
            UsesTheTestKit.class),
        rule(
            "nothing depends on examples",
            InformersRules.NOTHING_DEPENDS_ON_EXAMPLES,
            Example.Dependent.class),
        rule(
            "observe does not see apply",
            InformersRules.OBSERVE_DOES_NOT_SEE_APPLY,
            Observes.class),
        rule(
            "apply does not see observe", InformersRules.APPLY_DOES_NOT_SEE_OBSERVE, Applies.class),
        rule(
            "only the edge touches HTTP",
            InformersRules.ONLY_THE_EDGE_TOUCHES_HTTP,
            UsesHttp.class),
        rule(
            "no generated API is called",
            InformersRules.GENERATED_MODELS_ARE_NEITHER_SENT_NOR_PARSED,
            CallsTheGeneratedApi.class),
        rule(
            "no generated model is parsed",
            InformersRules.GENERATED_MODELS_ARE_NEITHER_SENT_NOR_PARSED,
            ParsesModels.class),
        rule(
            "no generated model is built",
            InformersRules.GENERATED_MODELS_ARE_NOT_BUILT,
            BuildsModels.class),
        rule(
            "the metadata of a set is only read",
            InformersRules.GENERATED_MODELS_ARE_NOT_BUILT,
            ChangesMetadata.class),
        rule(
            "metadata is read in few places",
            InformersRules.METADATA_IS_READ_IN_FEW_PLACES,
            ReadsMetadata.class),
        rule(
            "writes are not serialised",
            InformersRules.WRITES_ARE_NOT_SERIALISED,
            SerialisesModels.class),
        rule("no package cycles", InformersRules.NO_CYCLES, Applies.class, Observes.class));
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
