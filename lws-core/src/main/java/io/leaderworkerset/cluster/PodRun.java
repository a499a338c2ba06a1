package io.leaderworkerset.cluster;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.annotation.Nullable;

/**
 * One pod as its kubelet knows it.
 *
 * @param phase where it is in its life
 * @param reason why it failed, such as {@code Evicted}; empty otherwise
 * @param message the same for people; empty otherwise
 * @param containers one for each container of the pod, in the same order
 * @param acceptedAt when the kubelet took it on
 * @param initialized whether all init containers have done their work
 * @param readySince when all containers became ready; null while they are not
 */
public record PodRun(
    PodPhase phase,
    String reason,
    String message,
    List<ContainerRun> containers,
    Instant acceptedAt,
    boolean initialized,
    @Nullable Instant readySince) {

  /** Copies the containers. */
  public PodRun {
    containers = List.copyOf(containers);
  }

  PodRun withContainer(int index, ContainerRun container) {
    List<ContainerRun> next = new ArrayList<>(containers);
    next.set(index, container);
    return new PodRun(phase, reason, message, next, acceptedAt, initialized, readySince);
  }
}
