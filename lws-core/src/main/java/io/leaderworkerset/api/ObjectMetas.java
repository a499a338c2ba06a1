package io.leaderworkerset.api;

import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1OwnerReference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.annotation.Nullable;

/** Copies of metadata, which is mutable in the official client. */
final class ObjectMetas {
  private ObjectMetas() {}

  /**
   * Returns a copy that can be changed without changing the original, down to the owners. Entries
   * of managedFields alone are shared.
   */
  static V1ObjectMeta copyOf(V1ObjectMeta from) {
    return new V1ObjectMeta()
        .annotations(copyOf(from.getAnnotations()))
        .creationTimestamp(from.getCreationTimestamp())
        .deletionGracePeriodSeconds(from.getDeletionGracePeriodSeconds())
        .deletionTimestamp(from.getDeletionTimestamp())
        .finalizers(copyOf(from.getFinalizers()))
        .generateName(from.getGenerateName())
        .generation(from.getGeneration())
        .labels(copyOf(from.getLabels()))
        .managedFields(copyOf(from.getManagedFields()))
        .name(from.getName())
        .namespace(from.getNamespace())
        .ownerReferences(owners(from.getOwnerReferences()))
        .resourceVersion(from.getResourceVersion())
        .selfLink(from.getSelfLink())
        .uid(from.getUid());
  }

  @Nullable
  private static List<V1OwnerReference> owners(@Nullable List<V1OwnerReference> from) {
    List<V1OwnerReference> out = copyOf(from);
    if (out != null) {
      out.replaceAll(each -> each == null ? null : copyOf(each));
    }
    return out;
  }

  private static V1OwnerReference copyOf(V1OwnerReference from) {
    return new V1OwnerReference()
        .apiVersion(from.getApiVersion())
        .blockOwnerDeletion(from.getBlockOwnerDeletion())
        .controller(from.getController())
        .kind(from.getKind())
        .name(from.getName())
        .uid(from.getUid());
  }

  @Nullable
  private static Map<String, String> copyOf(@Nullable Map<String, String> from) {
    return from == null ? null : new LinkedHashMap<>(from);
  }

  @Nullable
  private static <T> List<T> copyOf(@Nullable List<T> from) {
    return from == null ? null : new ArrayList<>(from);
  }
}
