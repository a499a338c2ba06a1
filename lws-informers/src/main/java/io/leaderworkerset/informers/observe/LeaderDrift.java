package io.leaderworkerset.informers.observe;

import java.util.List;

/**
 * How a leader StatefulSet differs from what is wished.
 *
 * @param fields paths of the fields we own that differ from the template it carries
 * @param immutable paths that the live set wishes otherwise, and that cannot be changed
 */
record LeaderDrift(List<String> fields, List<String> immutable) {
  /** Nothing differs, or nothing is compared. */
  static final LeaderDrift NONE = new LeaderDrift(List.of(), List.of());

  LeaderDrift {
    fields = List.copyOf(fields);
    immutable = List.copyOf(immutable);
  }
}
