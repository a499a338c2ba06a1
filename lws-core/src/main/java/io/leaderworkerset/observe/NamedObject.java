package io.leaderworkerset.observe;

import javax.annotation.Nullable;

/**
 * An object that stands under a name that we use: a Service, a PodGroup.
 *
 * @param name its name
 * @param uid its UID
 * @param foreignOwner who owns it, if that is not who should ("nobody" if no one does); null if it
 *     is ours
 * @param deleting whether it is being deleted
 */
public record NamedObject(
    String name, String uid, @Nullable String foreignOwner, boolean deleting) {}
