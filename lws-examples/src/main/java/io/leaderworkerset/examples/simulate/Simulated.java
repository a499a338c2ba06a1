package io.leaderworkerset.examples.simulate;

import io.leaderworkerset.manifest.change.ManifestChange;
import io.leaderworkerset.observe.Ceiling;
import io.leaderworkerset.observe.RolloutSpec;
import io.leaderworkerset.plan.rollout.RolloutRules;
import io.leaderworkerset.plan.simulate.Model;
import io.leaderworkerset.plan.simulate.Scenario;
import io.leaderworkerset.plan.simulate.Timeline;
import io.leaderworkerset.plan.simulate.Timeline.Outcome;
import java.time.Duration;
import java.util.Map;

/**
 * A simulated change, and what is said of it as a whole.
 *
 * @param set the set's name
 */
record Simulated(
    String set, ManifestChange change, Scenario scenario, Model model, Timeline timeline) {

  String title() {
    RolloutSpec before = scenario.from();
    RolloutSpec after = scenario.to();
    String groups =
        before.replicas() == after.replicas()
            ? count(after.replicas(), "group")
            : before.replicas() + " to " + count(after.replicas(), "group");
    return (scenario.newTemplate() ? "Rolling update of " : "Change of ")
        + set
        + ": "
        + groups
        + " of "
        + count(model.after().pods(), "pod");
  }

  /** The numbers of the rollout. */
  String numbers() {
    RolloutSpec to = scenario.to();
    Ceiling ceiling = to.ceiling();
    return "maxUnavailable "
        + to.maxUnavailable()
        + ", maxSurge "
        + to.maxSurge()
        + (to.partition() == 0 ? "" : ", partition " + to.partition())
        + (ceiling == null ? "" : ", ceiling " + ceiling.text())
        + ", "
        + (model.rules() == RolloutRules.SAFE ? "safe rules" : "rules of the reference");
  }

  /** How it ended, in a sentence. */
  String outcome() {
    StringBuilder out = new StringBuilder();
    out.append(
        timeline.outcome() == Outcome.DONE
            ? "done after " + time(timeline.duration())
            : "stalls after " + time(timeline.duration()));
    out.append("; fewest ready " + timeline.fewestReady() + ", floor " + timeline.floor());
    if (!timeline.violations().isEmpty()) {
      out.append(", broken " + (timeline.violations().size() == 1 ? "once" : times(timeline)));
    }
    out.append("; at most " + count(timeline.mostGroups(), "group"));
    out.append(", " + count(timeline.peakPods(), "pod"));
    timeline.peakResources().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(e -> out.append(", " + e.getValue() + " " + e.getKey()));
    return out.toString();
  }

  private static String times(Timeline timeline) {
    return timeline.violations().size() + " times";
  }

  private static String count(int number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }

  /** A time such as 0s, 45s, 3m, 1m30s or 2h5m. */
  static String time(Duration time) {
    long seconds = time.toSeconds();
    StringBuilder out = new StringBuilder();
    append(out, seconds / 3600, "h");
    append(out, seconds / 60 % 60, "m");
    append(out, seconds % 60, "s");
    return out.length() == 0 ? "0s" : out.toString();
  }

  private static void append(StringBuilder out, long number, String unit) {
    if (number > 0) {
      out.append(number).append(unit);
    }
  }
}
