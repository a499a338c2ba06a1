package io.leaderworkerset.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leaderworkerset.admission.Defaulting;
import io.leaderworkerset.admission.Validation;
import io.leaderworkerset.api.LeaderWorkerSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestsTest {
  @ParameterizedTest
  @ValueSource(strings = {Manifests.VLLM, Manifests.ROUTED})
  void theyAreReadStrictlyAndAreValid(String file) {
    LeaderWorkerSet set = Manifests.load(file);
    set.metadata().setNamespace(DemoApi.NAMESPACE); // as the API server does
    assertThat(Validation.validate(set, null)).isEmpty();
    assertThat(Validation.validate(Defaulting.apply(set), null)).isEmpty();
  }

  @Test
  void oneHasOneTemplateAndTheOtherTwoWithSubgroups() {
    assertThat(Manifests.load(Manifests.VLLM).spec().leaderWorkerTemplate().leaderTemplate())
        .isNull();
    LeaderWorkerSet routed = Manifests.load(Manifests.ROUTED);
    assertThat(routed.spec().leaderWorkerTemplate().leaderTemplate()).isNotNull();
    assertThat(routed.spec().leaderWorkerTemplate().subGroupPolicy()).isNotNull();
  }

  @Test
  void aMissingOneIsToldByName() {
    assertThatThrownBy(() -> Manifests.load("none.yaml")).hasMessageContaining("none.yaml");
  }
}
