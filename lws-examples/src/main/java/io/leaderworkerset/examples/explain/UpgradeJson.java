package io.leaderworkerset.examples.explain;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import io.leaderworkerset.manifest.change.UpgradeImpact;

/** What a change of version would do, as JSON; the fields are those of {@link UpgradeImpact}. */
final class UpgradeJson {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private UpgradeJson() {}

  static String text(String set, UpgradeImpact impact) {
    JsonObject out = new JsonObject();
    out.addProperty("set", set);
    out.addProperty("rolls", impact.rolls());
    out.add("groups", GSON.toJsonTree(impact.groups()));
    out.add("changed", GSON.toJsonTree(impact.changed()));
    out.add("written", GSON.toJsonTree(impact.written()));
    out.add("refused", GSON.toJsonTree(impact.refused()));
    return GSON.toJson(out) + "\n";
  }
}
