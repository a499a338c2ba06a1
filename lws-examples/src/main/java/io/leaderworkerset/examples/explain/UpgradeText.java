package io.leaderworkerset.examples.explain;

import io.leaderworkerset.manifest.change.Impact.Effect;
import io.leaderworkerset.manifest.change.UpgradeImpact;
import io.leaderworkerset.manifest.change.UpgradeImpact.GroupImpact;
import io.leaderworkerset.plan.GroupRanges;
import java.util.BitSet;

/** What a change of version would do, as text. */
final class UpgradeText {
  private UpgradeText() {}

  static String text(String set, UpgradeImpact impact) {
    StringBuilder out = new StringBuilder();
    out.append("set " + set + ": what this version would do to its groups\n");
    if (impact.groups().isEmpty()) {
      out.append("no group exists\n");
    }
    for (Effect effect : Effect.values()) {
      BitSet groups = new BitSet();
      impact.groups().stream()
          .filter(each -> each.effect() == effect)
          .mapToInt(GroupImpact::index)
          .forEach(groups::set);
      if (!groups.isEmpty()) {
        out.append(groups.cardinality() == 1 ? "group " : "groups ");
        out.append(GroupRanges.text(groups)).append(": ").append(effect.words()).append('\n');
      }
    }
    impact
        .changed()
        .forEach(
            (revision, fields) ->
                fields.forEach(
                    field ->
                        out.append("  differs from revision " + revision + ": " + field + "\n")));
    impact.written().forEach(field -> out.append("  leader StatefulSet: writes " + field + "\n"));
    impact.refused().forEach(why -> out.append("  refused: " + why + "\n"));
    return out.toString();
  }
}
