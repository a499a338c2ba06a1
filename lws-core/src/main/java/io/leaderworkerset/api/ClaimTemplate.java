package io.leaderworkerset.api;

import com.google.gson.JsonObject;
import com.google.gson.annotations.JsonAdapter;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;

/**
 * A volume claim template ({@code PersistentVolumeClaim}) as raw JSON, passed on whole: labels,
 * annotations, selector, data source and volume name included.
 */
@JsonAdapter(ClaimTemplate.Adapter.class)
public final class ClaimTemplate extends RawObject {
  private ClaimTemplate(JsonObject json) {
    super(json);
  }

  /** Returns a claim template of a copy of the JSON. */
  public static ClaimTemplate of(JsonObject json) {
    return new ClaimTemplate(json);
  }

  /** Returns a claim template from the client's type, without its empty lists and maps. */
  public static ClaimTemplate of(V1PersistentVolumeClaim typed) {
    return new ClaimTemplate(Typed.toJson(typed));
  }

  /** Returns the claim as the client's type; fields that type does not know are not in it. */
  public V1PersistentVolumeClaim toTyped() {
    return Typed.fromJson(view(), V1PersistentVolumeClaim.class);
  }

  static final class Adapter extends RawObject.Adapter<ClaimTemplate> {
    Adapter() {
      super(ClaimTemplate.class, ClaimTemplate::new);
    }
  }
}
