package io.leaderworkerset.api;

import io.kubernetes.client.common.KubernetesListObject;
import io.kubernetes.client.openapi.models.V1ListMeta;
import io.leaderworkerset.identity.Names;
import java.util.List;

/**
 * A list of sets, as the API answers it.
 *
 * @param apiVersion always {@code leaderworkerset.x-k8s.io/v1}
 * @param kind always {@code LeaderWorkerSetList}
 * @param metadata resource version and continue token
 * @param items the sets
 */
public record LeaderWorkerSetList(
    String apiVersion, String kind, V1ListMeta metadata, List<LeaderWorkerSet> items)
    implements KubernetesListObject {
  /** Copies and fills what may not be null. */
  @SuppressWarnings({"ConstantConditions", "NullAway"}) // Gson passes null for what is absent
  public LeaderWorkerSetList {
    items = items == null ? List.of() : List.copyOf(items);
    apiVersion = apiVersion == null ? Names.API_VERSION : apiVersion;
    kind = kind == null ? Names.KIND + "List" : kind;
    metadata = metadata == null ? new V1ListMeta() : metadata;
  }

  @Override
  public V1ListMeta getMetadata() {
    return metadata;
  }

  @Override
  public String getApiVersion() {
    return apiVersion;
  }

  @Override
  public String getKind() {
    return kind;
  }

  @Override
  public List<LeaderWorkerSet> getItems() {
    return items;
  }

  /** Returns a builder with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns a builder that starts from this value. */
  public Builder toBuilder() {
    return new Builder().apiVersion(apiVersion).kind(kind).metadata(metadata).items(items);
  }

  /** Builds a {@link LeaderWorkerSetList}. */
  public static final class Builder {
    private String apiVersion = Names.API_VERSION;
    private String kind = Names.KIND + "List";
    private V1ListMeta metadata = new V1ListMeta();
    private List<LeaderWorkerSet> items = List.of();

    private Builder() {}

    /** Sets always {@code leaderworkerset.x-k8s.io/v1}. */
    public Builder apiVersion(String apiVersion) {
      this.apiVersion = apiVersion;
      return this;
    }

    /** Sets always {@code LeaderWorkerSetList}. */
    public Builder kind(String kind) {
      this.kind = kind;
      return this;
    }

    /** Sets resource version and continue token. */
    public Builder metadata(V1ListMeta metadata) {
      this.metadata = metadata;
      return this;
    }

    /** Sets the sets. */
    public Builder items(List<LeaderWorkerSet> items) {
      this.items = items;
      return this;
    }

    /** Returns the value built. */
    public LeaderWorkerSetList build() {
      return new LeaderWorkerSetList(apiVersion, kind, metadata, items);
    }
  }
}
