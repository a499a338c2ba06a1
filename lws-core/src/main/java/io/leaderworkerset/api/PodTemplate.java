package io.leaderworkerset.api;

import com.google.gson.JsonObject;
import com.google.gson.annotations.JsonAdapter;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;

/**
 * A pod template ({@code PodTemplateSpec}) as raw JSON. Convert to and from the client's type with
 * {@link #toTyped()} and {@link #of(V1PodTemplateSpec)}; only the raw form keeps fields that the
 * client does not know.
 */
@JsonAdapter(PodTemplate.Adapter.class)
public final class PodTemplate extends RawObject {
  private PodTemplate(JsonObject json) {
    super(json);
  }

  /** Returns a template of a copy of the JSON: an object with {@code metadata} and {@code spec}. */
  public static PodTemplate of(JsonObject json) {
    return new PodTemplate(json);
  }

  /**
   * Returns a template from the client's type. Empty lists and maps, which the client's models
   * write for every optional field, are left out: a server takes some of them as a wish ({@code
   * overhead}).
   */
  public static PodTemplate of(V1PodTemplateSpec typed) {
    return new PodTemplate(Typed.toJson(typed));
  }

  /** Returns the template as the client's type; fields that type does not know are not in it. */
  public V1PodTemplateSpec toTyped() {
    return Typed.fromJson(view(), V1PodTemplateSpec.class);
  }

  static final class Adapter extends RawObject.Adapter<PodTemplate> {
    Adapter() {
      super(PodTemplate.class, PodTemplate::new);
    }
  }
}
