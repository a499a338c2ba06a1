package io.leaderworkerset.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubernetes.client.openapi.models.V1ManagedFieldsEntry;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1OwnerReference;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The client's metadata is mutable: each set that is built has its own. */
class OwnMetadataTest {
  @Test
  void aChangeOfTheCopyDoesNotChangeTheOriginal() {
    LeaderWorkerSet original = LeaderWorkerSet.builder().metadata(full()).build();
    V1ObjectMeta copy = original.toBuilder().build().metadata();

    copy.setName("other");
    copy.getLabels().put("l", "other");
    copy.getAnnotations().put("a", "other");
    copy.getFinalizers().add("other");
    copy.getOwnerReferences().get(0).setName("other");
    copy.getOwnerReferences().add(new V1OwnerReference());
    copy.getManagedFields().clear();

    assertThat(original.metadata()).isEqualTo(full());
  }

  @Test
  void aBuiltSetDoesNotShareWhatTheBuilderWasGiven() {
    V1ObjectMeta given = full();
    LeaderWorkerSet.Builder builder = LeaderWorkerSet.builder().metadata(given);
    LeaderWorkerSet first = builder.build();
    LeaderWorkerSet second = builder.build();
    given.getLabels().clear();
    second.metadata().setUid("other");

    assertThat(first.metadata()).isEqualTo(full());
  }

  @Test
  void noFieldIsLost() {
    V1ObjectMeta full = full();

    assertThat(full).as("a newer client may have more fields").hasNoNullFieldsOrProperties();
    assertThat(full.getOwnerReferences().get(0)).hasNoNullFieldsOrProperties();
    assertThat(LeaderWorkerSet.builder().metadata(full).build().metadata()).isEqualTo(full);
  }

  @Test
  void whatIsNullStaysNull() {
    V1ObjectMeta bare = new V1ObjectMeta().labels(null).annotations(null);
    bare.finalizers(null).ownerReferences(null).managedFields(null);

    assertThat(LeaderWorkerSet.builder().metadata(bare).build().metadata()).isEqualTo(bare);
  }

  private static V1ObjectMeta full() {
    OffsetDateTime time = OffsetDateTime.parse("2026-01-01T00:00:00Z");
    V1OwnerReference owner =
        new V1OwnerReference()
            .apiVersion("v1")
            .blockOwnerDeletion(true)
            .controller(true)
            .kind("Owner")
            .name("owner")
            .uid("o");
    return new V1ObjectMeta()
        .annotations(new TreeMap<>(Map.of("a", "1")))
        .creationTimestamp(time)
        .deletionGracePeriodSeconds(30L)
        .deletionTimestamp(time.plusDays(1))
        .finalizers(new ArrayList<>(List.of("f")))
        .generateName("g-")
        .generation(7L)
        .labels(new TreeMap<>(Map.of("l", "1")))
        .managedFields(new ArrayList<>(List.of(new V1ManagedFieldsEntry().manager("m"))))
        .name("web")
        .namespace("default")
        .ownerReferences(new ArrayList<>(List.of(owner)))
        .resourceVersion("9")
        .selfLink("s")
        .uid("u");
  }
}
