package io.leaderworkerset.informers.reconcile;

import io.leaderworkerset.identity.Reason;
import io.leaderworkerset.observe.SetRef;

/** Where events about a set go. Must not block, must not throw. */
public interface Reports {
  /** Reports nothing. */
  Reports NONE = (set, warning, reason, note) -> {};

  /**
   * Reports what happened to a set.
   *
   * @param set the set
   * @param warning whether it is a Warning
   * @param reason the event's reason, in PascalCase
   * @param note what happened, for a person
   */
  void report(SetRef set, boolean warning, String reason, String note);

  /** Reports what happened to some groups; it may be told together with what happens to others. */
  default void groups(SetRef set, GroupsEvent event) {
    report(set, event.reason(), event.note());
  }

  /** Reports with a reason of ours. */
  default void report(SetRef set, Reason reason, String note) {
    report(set, reason.isWarning(), reason.pascalCase(), note);
  }
}
