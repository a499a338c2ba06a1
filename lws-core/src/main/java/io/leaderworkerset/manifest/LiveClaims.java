package io.leaderworkerset.manifest;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import java.util.Map;
import javax.annotation.Nullable;

/**
 * Reconciles claim templates with those of a StatefulSet that exists already: a server refuses any
 * change of them.
 *
 * <p>The Go controller drops labels, selectors, data sources and more from claim templates. A
 * StatefulSet that it made must keep its claims as they are, or every later apply would be refused.
 */
public final class LiveClaims {
  private static final String CLAIMS = "volumeClaimTemplates";

  private LiveClaims() {}

  /**
   * Returns the apply body with the live claim templates in place of its own, if they are a part of
   * them; else the body as it is, and the server will say what is wrong.
   *
   * @param body the StatefulSet wanted
   * @param live the StatefulSet as it is, or null if there is none yet
   */
  public static JsonObject keep(JsonObject body, @Nullable JsonObject live) {
    JsonArray wanted = Json.array(body, "spec", CLAIMS);
    JsonArray actual = Json.array(live, "spec", CLAIMS);
    if (actual.isEmpty() || actual.size() != wanted.size()) {
      return body;
    }
    JsonArray kept = new JsonArray();
    for (int i = 0; i < wanted.size(); i++) {
      if (!isPartOf(canonical(actual.get(i)), canonical(wanted.get(i)))) {
        return body;
      }
      JsonObject claim = actual.get(i).getAsJsonObject().deepCopy();
      claim.remove("status");
      kept.add(claim);
    }
    JsonObject out = body.deepCopy();
    Json.ensureObject(out, "spec").add(CLAIMS, kept);
    return out;
  }

  @Nullable
  private static JsonElement canonical(JsonElement claim) {
    return claim.isJsonObject() ? Canonical.of("volumeClaimTemplate", claim) : null;
  }

  private static boolean isPartOf(@Nullable JsonElement part, @Nullable JsonElement whole) {
    if (!(part instanceof JsonObject members) || !(whole instanceof JsonObject)) {
      return part != null && part.equals(whole);
    }
    for (Map.Entry<String, JsonElement> e : members.entrySet()) {
      if (!isPartOf(e.getValue(), Json.at(whole, e.getKey()))) {
        return false;
      }
    }
    return true;
  }
}
