package io.leaderworkerset.informers.apply;

import com.google.gson.JsonObject;
import io.leaderworkerset.informers.http.KubeApiException;
import io.leaderworkerset.informers.http.ResourceType;
import java.util.Optional;
import javax.annotation.Nullable;

/**
 * The writes that reconciling needs, and the one read that a refused creation needs. {@link
 * KubeWriter} sends them to an API server; a simulation carries them out in memory.
 *
 * <p>All methods may throw {@link KubeApiException}; the writing ones also {@link
 * WriteRefusedException} if nothing was sent.
 */
public interface ObjectWriter {
  /** Returns the object as the server has it now, or empty if there is none. */
  Optional<JsonObject> get(ResourceType type, @Nullable String namespace, String name);

  /** Creates an object; one of that name being there already is an error. */
  JsonObject create(ResourceType type, @Nullable String namespace, JsonObject object);

  /**
   * Server-side apply: afterwards this writer's field manager owns exactly the fields given, and
   * those it owned before and are not given are gone.
   *
   * @param object with apiVersion and kind
   * @param force take fields that another manager owns, instead of failing with a conflict
   */
  JsonObject apply(
      ResourceType type, @Nullable String namespace, String name, JsonObject object, boolean force);

  /**
   * Merges the members given into the object; an explicit null removes a member.
   *
   * @param manager the field manager that owns them afterwards, instead of this writer's
   */
  JsonObject mergePatchAs(
      String manager, ResourceType type, @Nullable String namespace, String name, JsonObject patch);

  /** Merges the members given into the status; an explicit null removes a member. */
  JsonObject mergePatchStatus(
      ResourceType type, @Nullable String namespace, String name, JsonObject patch);

  /**
   * Deletes an object.
   *
   * @return the object on its way out, or the server's {@code Status}
   */
  JsonObject delete(
      ResourceType type, @Nullable String namespace, String name, DeleteOptions options);
}
