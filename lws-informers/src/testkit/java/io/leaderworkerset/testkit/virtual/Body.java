package io.leaderworkerset.testkit.virtual;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.leaderworkerset.api.LeaderWorkerSetSpec;
import io.leaderworkerset.api.LeaderWorkerSetStatus;
import io.leaderworkerset.cluster.PodRun;
import io.leaderworkerset.cluster.StatefulSetSpec;
import io.leaderworkerset.cluster.StatefulSetStatus;
import javax.annotation.Nullable;

/** What an object is, apart from its metadata. Immutable; trees in it are not to be changed. */
sealed interface Body {
  /** A set. */
  record OfSet(
      SetShape shape,
      LeaderWorkerSetSpec spec,
      long generation,
      @Nullable LeaderWorkerSetStatus status)
      implements Body {
    boolean hasTemplateOf(OfSet other) {
      return shape.templateShape().equals(other.shape.templateShape());
    }

    OfSet withStatus(LeaderWorkerSetStatus next) {
      return new OfSet(shape, spec, generation, next);
    }
  }

  /**
   * A StatefulSet.
   *
   * @param metadata labels, annotations and owner references as they were written
   * @param managedFields what its field manager owns
   * @param others annotations of other field managers
   * @param tree its spec as it was written
   * @param spec the same, as its controller reads it
   * @param template the same, what it makes pods from
   */
  record OfStatefulSet(
      JsonObject metadata,
      JsonArray managedFields,
      JsonObject others,
      JsonObject tree,
      StatefulSetSpec spec,
      Template template,
      long generation,
      StatefulSetStatus status)
      implements Body {
    OfStatefulSet withStatus(StatefulSetStatus next) {
      return new OfStatefulSet(
          metadata, managedFields, others, tree, spec, template, generation, next);
    }

    /** What was asked for, of a StatefulSet that was there before. */
    OfStatefulSet after(OfStatefulSet before, long next) {
      return new OfStatefulSet(
          metadata, managedFields, before.others, tree, spec, template, next, before.status);
    }

    OfStatefulSet withOthers(JsonObject next) {
      return new OfStatefulSet(
          metadata, managedFields, next, tree, spec, template, generation, status);
    }
  }

  /**
   * What pods are made from.
   *
   * @param revision name of the StatefulSet's own revision of it
   * @param key revision key of the set
   * @param set the set's name
   * @param size pods of the group
   * @param group the group's index; null for leaders, whose ordinal it is
   * @param leaderName the leader pod's name; null for leaders
   * @param image what they run
   */
  record Template(
      String revision,
      String key,
      String set,
      int size,
      @Nullable Integer group,
      @Nullable String leaderName,
      String image) {
    boolean isBroken() {
      return image.startsWith("app:-");
    }
  }

  /**
   * A pod.
   *
   * @param node the node it is bound to; null if it is not
   * @param run what its kubelet says; null before it says anything
   * @param unreachable whether its node is not heard of, so that it does not count as ready
   * @param stopped whether its kubelet has confirmed that it ended
   */
  record OfPod(
      int group,
      int worker,
      Template template,
      String statefulSetUid,
      @Nullable String node,
      @Nullable PodRun run,
      boolean unreachable,
      boolean stopped)
      implements Body {
    OfPod withNode(String value) {
      return new OfPod(group, worker, template, statefulSetUid, value, run, unreachable, stopped);
    }

    OfPod withRun(PodRun value) {
      return new OfPod(group, worker, template, statefulSetUid, node, value, unreachable, stopped);
    }

    OfPod withUnreachable(boolean value) {
      return new OfPod(group, worker, template, statefulSetUid, node, run, value, stopped);
    }

    OfPod withStopped() {
      return new OfPod(group, worker, template, statefulSetUid, node, run, unreachable, true);
    }

    boolean isReady() {
      return run != null && run.readySince() != null && !unreachable;
    }

    int restarts() {
      return run == null ? 0 : run.containers().get(0).restarts();
    }
  }

  /** A Service or ControllerRevision: as it was written. */
  record OfTree(JsonObject tree) implements Body {}
}
