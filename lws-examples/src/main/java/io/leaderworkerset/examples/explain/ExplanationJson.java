package io.leaderworkerset.examples.explain;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.leaderworkerset.informers.SetSnapshot;
import io.leaderworkerset.plan.explain.Blocker;
import java.time.Instant;
import java.util.List;

/**
 * An explanation as JSON. Ages are in seconds, times in ISO 8601; what is not known is left out.
 */
final class ExplanationJson {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private ExplanationJson() {}

  static String text(SetSnapshot seen, List<Blocker> blockers, Instant now) {
    JsonObject out = new JsonObject();
    out.addProperty("namespace", seen.set().ref().namespace());
    out.addProperty("name", seen.set().ref().name());
    out.addProperty("converged", blockers.isEmpty());
    JsonArray groups = new JsonArray();
    GroupLine.of(seen, now).forEach(line -> groups.add(group(line)));
    out.add("groups", groups);
    JsonArray why = new JsonArray();
    blockers.forEach(each -> why.add(blocker(each)));
    out.add("blockers", why);
    return GSON.toJson(out) + "\n";
  }

  private static JsonObject group(GroupLine line) {
    JsonObject out = new JsonObject();
    out.addProperty("index", line.index());
    out.addProperty("phase", line.phase());
    out.addProperty("revision", line.revision());
    out.addProperty("age", line.age() == null ? null : line.age().toSeconds());
    out.addProperty("restarts", line.restarts());
    out.addProperty("node", line.node());
    out.addProperty("ready", line.ready());
    out.addProperty("size", line.size());
    return out;
  }

  private static JsonObject blocker(Blocker each) {
    JsonObject out = new JsonObject();
    out.addProperty("group", each.group());
    out.addProperty("code", each.code().name());
    out.addProperty("since", each.since() == null ? null : each.since().toString());
    out.addProperty("evidence", each.evidence());
    out.addProperty("unblock", each.unblock());
    return out;
  }
}
