package io.leaderworkerset.observe;

/**
 * One ControllerRevision of a set.
 *
 * @param name the object's name
 * @param uid the object's UID
 * @param key the revision key of its label
 * @param number its revision number
 * @param fingerprint canonical text of its data: two revisions mean the same if these are equal
 */
public record RevisionObservation(
    String name, String uid, String key, long number, String fingerprint) {}
