package io.leaderworkerset.api;

import com.google.gson.annotations.JsonAdapter;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.leaderworkerset.identity.Names;
import javax.annotation.Nullable;

/**
 * One LeaderWorkerSet object: {@code replicas} groups of {@code size} pods, one leader each.
 *
 * @param apiVersion always {@code leaderworkerset.x-k8s.io/v1}
 * @param kind always {@code LeaderWorkerSet}
 * @param metadata name, namespace, labels and so on; managedFields are not kept
 * @param spec what the user wishes
 * @param status what is true
 */
public record LeaderWorkerSet(
    String apiVersion,
    String kind,
    @JsonAdapter(Typed.ObjectMetaAdapter.class) V1ObjectMeta metadata,
    LeaderWorkerSetSpec spec,
    @Nullable LeaderWorkerSetStatus status)
    implements KubernetesObject {
  /** Copies and fills what may not be null. */
  @SuppressWarnings({"ConstantConditions", "NullAway"}) // Gson passes null for what is absent
  public LeaderWorkerSet {
    apiVersion = apiVersion == null ? Names.API_VERSION : apiVersion;
    kind = kind == null ? Names.KIND : kind;
    metadata = metadata == null ? new V1ObjectMeta() : metadata;
    spec = spec == null ? LeaderWorkerSetSpec.builder().build() : spec;
  }

  @Override
  public V1ObjectMeta getMetadata() {
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

  /** Returns a builder with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns a builder that starts from this value; what it builds shares no metadata with it. */
  public Builder toBuilder() {
    return new Builder()
        .apiVersion(apiVersion)
        .kind(kind)
        .metadata(metadata)
        .spec(spec)
        .status(status);
  }

  /** Builds a {@link LeaderWorkerSet}. */
  public static final class Builder {
    private String apiVersion = Names.API_VERSION;
    private String kind = Names.KIND;
    private V1ObjectMeta metadata = new V1ObjectMeta();
    private LeaderWorkerSetSpec spec = LeaderWorkerSetSpec.builder().build();
    @Nullable private LeaderWorkerSetStatus status;

    private Builder() {}

    /** Sets always {@code leaderworkerset.x-k8s.io/v1}. */
    public Builder apiVersion(String apiVersion) {
      this.apiVersion = apiVersion;
      return this;
    }

    /** Sets always {@code LeaderWorkerSet}. */
    public Builder kind(String kind) {
      this.kind = kind;
      return this;
    }

    /** Sets name, namespace, labels and so on, null for none; managedFields are not kept. */
    public Builder metadata(@Nullable V1ObjectMeta metadata) {
      this.metadata = metadata == null ? new V1ObjectMeta() : metadata;
      return this;
    }

    /** Sets what the user wishes. */
    public Builder spec(LeaderWorkerSetSpec spec) {
      this.spec = spec;
      return this;
    }

    /** Sets what is true; null leaves it out. */
    public Builder status(@Nullable LeaderWorkerSetStatus status) {
      this.status = status;
      return this;
    }

    /** Returns the value built, with metadata of its own: a change of it changes no other set. */
    public LeaderWorkerSet build() {
      return new LeaderWorkerSet(apiVersion, kind, ObjectMetas.copyOf(metadata), spec, status);
    }
  }
}
