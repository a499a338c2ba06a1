package io.leaderworkerset.informers.observe;

import io.leaderworkerset.api.LeaderWorkerSet;
import io.leaderworkerset.observe.GroupObservation;
import javax.annotation.Nullable;

/**
 * A group as observed, with what writing needs beside it.
 *
 * @param observation what planning looks at
 * @param set the live set
 * @param atRevision the set with the template of the leader's revision; null if that is not there
 * @param state where own writes are noted
 */
public record SeenGroup(
    GroupObservation observation,
    LeaderWorkerSet set,
    @Nullable LeaderWorkerSet atRevision,
    SetState state) {}
