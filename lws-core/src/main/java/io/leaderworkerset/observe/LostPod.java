package io.leaderworkerset.observe;

/**
 * A worker pod that was seen and is gone, or has another pod under its name: it was lost between
 * two looks, without a deletion that could be seen.
 *
 * @param name the pod's name
 * @param uid the lost pod's UID
 * @param ownerUid UID of the worker StatefulSet that controlled it
 * @param groupHadStarted whether, when it was last seen, all pods of the group existed and ran
 */
public record LostPod(String name, String uid, String ownerUid, boolean groupHadStarted) {}
