package io.leaderworkerset.informers.reconcile;

import com.google.gson.JsonObject;
import io.leaderworkerset.informers.apply.WriteListener;
import io.leaderworkerset.informers.observe.ObjectId;
import io.leaderworkerset.informers.observe.ObjectKind;
import io.leaderworkerset.informers.observe.SetState;
import io.leaderworkerset.informers.observe.WorkKey;
import io.leaderworkerset.observe.SetRef;
import io.leaderworkerset.plan.Action;
import io.leaderworkerset.plan.Action.ApplyLeaderStatefulSet;
import io.leaderworkerset.plan.Action.CreatePodGroup;
import io.leaderworkerset.plan.Action.CreateRevision;
import io.leaderworkerset.plan.Action.CreateService;
import io.leaderworkerset.plan.Action.CreateWorkerStatefulSet;
import io.leaderworkerset.plan.Action.DeleteLeaderPod;
import io.leaderworkerset.plan.Action.DeleteRevision;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Notes each write in the state, so that nothing is planned on caches that do not show it yet, and
 * reports it: events only for what really happened.
 */
final class NotedWrites implements WriteListener {
  /** How long a watch may lag behind a write before it is no longer waited for. */
  private static final long LAG_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final WorkKey work;
  private final SetState state;
  private final SetRef set;
  private final Reports reports;
  private final LongSupplier nanoTime;
  private final Reaction reaction;
  private final List<Action> done = new ArrayList<>();
  private int partition;
  private boolean nameTaken;

  NotedWrites(
      WorkKey work,
      SetState state,
      SetRef set,
      Reports reports,
      Reaction reaction,
      LongSupplier nanoTime) {
    this.work = work;
    this.state = state;
    this.set = set;
    this.reports = reports;
    this.reaction = reaction;
    this.nanoTime = nanoTime;
  }

  /** Says which partition the leader StatefulSet has before anything is written. */
  NotedWrites from(int partitionBefore) {
    this.partition = partitionBefore;
    return this;
  }

  /** Returns the actions that were carried out; one that found nothing to do is not among them. */
  List<Action> done() {
    return done;
  }

  /** Whether an action ran into an object of somebody else; the next look will say so. */
  boolean nameTaken() {
    return nameTaken;
  }

  /** Whether an object that no cache shows is in the way, so that it must be looked at again. */
  boolean isBlockedByFound() {
    return state.isBlockedByFound(work);
  }

  @Override
  public void beginning(Action action) {
    reaction.write(work instanceof WorkKey.GroupKey ? "group" : "set");
  }

  @Override
  public void done(Action action, JsonObject result) {
    done.add(action);
    action.accept(new Noting(result));
    GroupsEvent ofGroups = GroupsEvent.of(action, partition);
    if (ofGroups != null) {
      reports.groups(set, ofGroups);
    } else if (!action.describe().isEmpty()) {
      reports.report(set, action.reason(), action.describe());
    }
  }

  @Override
  public void nameTaken(Action action, JsonObject found) {
    nameTaken = true;
    state.foundUnlabelled(kindOf(action), ObjectId.of(found).name(), found, nanoTime.getAsLong());
  }

  private static ObjectKind kindOf(Action action) {
    if (action instanceof CreateService) {
      return ObjectKind.SERVICE;
    }
    if (action instanceof CreateWorkerStatefulSet) {
      return ObjectKind.WORKER_STATEFUL_SET;
    }
    return action instanceof CreatePodGroup ? ObjectKind.POD_GROUP : ObjectKind.REVISION;
  }

  /** Turns an action's result into what the caches should show soon. */
  private final class Noting implements Action.Visitor<Void> {
    private final JsonObject result;

    Noting(JsonObject result) {
      this.result = result;
    }

    @Override
    public Void createRevision(CreateRevision action) {
      return written(ObjectKind.REVISION);
    }

    @Override
    public Void applyLeaderStatefulSet(ApplyLeaderStatefulSet action) {
      return written(ObjectKind.LEADER_STATEFUL_SET);
    }

    @Override
    public Void createService(CreateService action) {
      return written(ObjectKind.SERVICE);
    }

    @Override
    public Void createWorkerStatefulSet(CreateWorkerStatefulSet action) {
      return written(ObjectKind.WORKER_STATEFUL_SET);
    }

    @Override
    public Void createPodGroup(CreatePodGroup action) {
      return written(ObjectKind.POD_GROUP);
    }

    @Override
    public Void deleteRevision(DeleteRevision action) {
      return deleted(ObjectKind.REVISION, action.name(), action.uid());
    }

    @Override
    public Void deleteLeaderPod(DeleteLeaderPod action) {
      return deleted(ObjectKind.LEADER_POD, action.leaderPod(), action.leaderUid());
    }

    private Void written(ObjectKind kind) {
      state.expectWritten(work, kind, ObjectId.of(result), nanoTime.getAsLong() + LAG_NANOS);
      return null;
    }

    private Void deleted(ObjectKind kind, String name, String uid) {
      state.expectDeleted(work, kind, name, uid, nanoTime.getAsLong() + LAG_NANOS);
      return null;
    }
  }
}
