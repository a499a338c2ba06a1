package io.leaderworkerset.plan.restart;

import io.leaderworkerset.identity.RestartAnnotations;
import io.leaderworkerset.observe.RestartRecord;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;

/** What is said of restarts that wait. The same record always gives the same text. */
public final class RestartTexts {
  private static final int GROUPS_NAMED = 5;
  private static final String RESUME =
      "To resume, set annotation "
          + RestartAnnotations.RESUME
          + " of the set to a new value, such as the time, or change the template";

  private RestartTexts() {}

  static String later(RestartDecision decision, RestartRecord record, String leaderPod) {
    return decision.describe()
        + "; restart "
        + record.restarts()
        + " of group "
        + record.group()
        + " waits until "
        + seconds(record.at())
        + ". To restart it now, delete pod "
        + leaderPod;
  }

  static String held(RestartDecision decision, RestartRecord record, String leaderPod) {
    return decision.describe()
        + "; group "
        + record.group()
        + " has used up its "
        + record.failures()
        + " restarts at revision "
        + record.revision()
        + " and is kept as it is, for inspection. "
        + RESUME
        + "; or delete pod "
        + leaderPod;
  }

  /**
   * Returns the message of a set's condition.
   *
   * @param held restarts that are not done, sorted by group; at least one
   */
  public static String held(List<RestartRecord> held) {
    String groups =
        held.stream()
            .limit(GROUPS_NAMED)
            .map(
                each ->
                    "group "
                        + each.group()
                        + " after "
                        + each.failures()
                        + " restarts at revision "
                        + each.revision()
                        + ": "
                        + RestartGovernor.decisionOf(each).describe())
            .collect(Collectors.joining("; "));
    int more = held.size() - GROUPS_NAMED;
    return "used up their restarts and are kept as they are, for inspection: "
        + groups
        + (more > 0 ? "; and " + more + " more groups" : "")
        + ". "
        + RESUME;
  }

  /** The first whole second at which it is due. */
  private static Instant seconds(Instant time) {
    Instant whole = time.truncatedTo(ChronoUnit.SECONDS);
    return whole.equals(time) ? time : whole.plusSeconds(1);
  }
}
