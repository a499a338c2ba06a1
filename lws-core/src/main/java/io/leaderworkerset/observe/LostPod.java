package io.leaderworkerset.observe;

import io.leaderworkerset.identity.RestartCause;

/**
 * A worker pod that was seen and is gone, or has another pod under its name: it was lost between
 * two looks, without a deletion that could be seen.
 *
 * @param name the pod's name
 * @param uid the lost pod's UID
 * @param ownerUid UID of the worker StatefulSet that controlled it
 * @param groupHadStarted whether, when it was last seen, all pods of the group existed and ran
 * @param cause why it went, as far as it was seen: {@link PodObservation#lossCause}
 */
public record LostPod(
    String name, String uid, String ownerUid, boolean groupHadStarted, RestartCause cause) {
  /** A pod of which nothing was seen before it was gone. */
  public LostPod(String name, String uid, String ownerUid, boolean groupHadStarted) {
    this(name, uid, ownerUid, groupHadStarted, RestartCause.POD_LOST);
  }
}
