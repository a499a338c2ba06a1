package io.leaderworkerset.examples.explain;

import io.leaderworkerset.informers.SetSnapshot;
import io.leaderworkerset.observe.LeaderSetObservation;
import io.leaderworkerset.observe.RolloutSpec;
import io.leaderworkerset.observe.SetObservation;
import io.leaderworkerset.plan.explain.Blocker;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.annotation.Nullable;

/** An explanation as text. */
final class ExplanationText {
  private static final String ROW = "%5s  %-11s  %-10s  %5s  %8s  %6s  %s";

  private ExplanationText() {}

  static String text(SetSnapshot seen, List<Blocker> blockers, Instant now) {
    StringBuilder out = new StringBuilder();
    head(seen.set(), out);
    out.append('\n');
    out.append(ROW.formatted("GROUP", "PHASE", "REVISION", "AGE", "RESTARTS", "READY", "NODE"));
    out.append('\n');
    for (GroupLine line : GroupLine.of(seen, now)) {
      out.append(
          ROW.formatted(
                  line.index(),
                  line.phase(),
                  orDash(line.revision()),
                  GroupLine.age(line.age()),
                  line.restarts(),
                  line.ready() + "/" + (line.size() == 0 ? "?" : line.size()),
                  orDash(line.node()))
              .stripTrailing());
      out.append('\n');
    }
    out.append('\n');
    if (blockers.isEmpty()) {
      out.append("nothing blocks it: the set is as it should be\n");
    }
    for (Blocker each : blockers) {
      blocker(each, now, out);
    }
    return out.toString();
  }

  private static void head(SetObservation set, StringBuilder out) {
    RolloutSpec numbers = set.rollout();
    out.append("set " + set.ref().namespace() + "/" + set.ref().name());
    out.append(": replicas " + numbers.replicas());
    out.append(", ready " + set.status().readyReplicas());
    out.append(", maxUnavailable " + numbers.maxUnavailable());
    out.append(", maxSurge " + numbers.maxSurge());
    LeaderSetObservation leaderSet = set.leaderSet();
    if (leaderSet != null) {
      out.append(", partition " + leaderSet.partition());
      out.append(", revision " + orDash(leaderSet.revisionKey()));
    }
    out.append('\n');
  }

  private static void blocker(Blocker each, Instant now, StringBuilder out) {
    Instant since = each.since();
    out.append(each.group() == null ? "set" : "group " + each.group());
    out.append("  ").append(each.code());
    if (since != null) {
      out.append("  for " + GroupLine.age(Duration.between(since, now)));
    }
    out.append('\n');
    out.append("    seen     ").append(each.evidence()).append('\n');
    out.append("    unblock  ").append(each.unblock()).append('\n');
  }

  private static String orDash(@Nullable String text) {
    return text == null ? "-" : text;
  }
}
