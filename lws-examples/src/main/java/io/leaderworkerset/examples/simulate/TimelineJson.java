package io.leaderworkerset.examples.simulate;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.leaderworkerset.plan.simulate.Timeline;
import io.leaderworkerset.plan.simulate.Timeline.Frame;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A simulated change as JSON. Times are seconds since the change. */
final class TimelineJson {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private TimelineJson() {}

  static String text(Simulated simulated) {
    Timeline timeline = simulated.timeline();
    JsonObject out = new JsonObject();
    out.addProperty("set", simulated.set());
    out.addProperty("rules", simulated.model().rules().name().toLowerCase(Locale.ROOT));
    out.add("impact", GSON.toJsonTree(simulated.change().impact()));
    out.add("changed", GSON.toJsonTree(simulated.change().changed()));
    if (simulated.change().impact().refused().isEmpty()) {
      out.addProperty("outcome", timeline.outcome().name());
      out.addProperty("seconds", timeline.duration().toSeconds());
      out.addProperty("floor", timeline.floor());
      out.addProperty("burst", timeline.burst());
      out.addProperty("fewestReady", timeline.fewestReady());
      out.addProperty("mostGroups", timeline.mostGroups());
      out.addProperty("peakPods", timeline.peakPods());
      out.add("peakResources", amounts(timeline.peakResources()));
      out.add("violations", violations(timeline));
      out.add("waiting", waiting(timeline));
      JsonArray steps = new JsonArray();
      timeline.frames().forEach(frame -> steps.add(step(frame)));
      out.add("steps", steps);
    }
    return GSON.toJson(out) + "\n";
  }

  private static JsonArray violations(Timeline timeline) {
    JsonArray out = new JsonArray();
    for (Timeline.Violation each : timeline.violations()) {
      JsonObject one = new JsonObject();
      one.addProperty("at", each.at().toSeconds());
      one.addProperty("group", each.group());
      one.addProperty("ready", each.ready());
      out.add(one);
    }
    return out;
  }

  private static JsonArray waiting(Timeline timeline) {
    JsonArray out = new JsonArray();
    timeline.waiting().forEach(each -> out.add(each.message()));
    return out;
  }

  private static JsonObject step(Frame frame) {
    JsonObject out = new JsonObject();
    out.addProperty("at", frame.at().toSeconds());
    out.addProperty("step", frame.event());
    out.addProperty("ready", frame.ready());
    out.addProperty("updated", frame.updated());
    out.addProperty("partition", frame.partition());
    out.addProperty("replicas", frame.replicas());
    out.add("groups", GSON.toJsonTree(frame.groups()));
    out.add("used", amounts(frame.used()));
    return out;
  }

  private static JsonObject amounts(Map<String, Long> amounts) {
    JsonObject out = new JsonObject();
    new TreeMap<>(amounts).forEach(out::addProperty);
    return out;
  }
}
