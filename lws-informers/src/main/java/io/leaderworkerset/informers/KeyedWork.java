package io.leaderworkerset.informers;

import io.leaderworkerset.informers.observe.WorkKey;
import io.leaderworkerset.informers.observe.WorkKey.GroupKey;
import io.leaderworkerset.informers.queue.Work;
import io.leaderworkerset.informers.queue.WorkResult;
import io.leaderworkerset.informers.reconcile.Reconcilers;
import java.util.Map;

/** The work of the controllers, with the set and the group in each of its log lines. */
record KeyedWork(Reconcilers reconcilers) implements Work<WorkKey> {
  private static final String SET = "set";
  private static final String GROUP = "group";

  @Override
  public WorkResult on(WorkKey key) {
    return reconcilers.reconcile(key);
  }

  @Override
  public Map<String, String> logContext(WorkKey key) {
    String set = key.namespace() + "/" + key.set();
    return key instanceof GroupKey group
        ? Map.of(SET, set, GROUP, Integer.toString(group.group()))
        : Map.of(SET, set);
  }
}
