package io.leaderworkerset.informers.observe;

import com.google.gson.JsonObject;
import io.leaderworkerset.api.LeaderWorkerSet;
import io.leaderworkerset.observe.SetObservation;
import javax.annotation.Nullable;

/**
 * A set as observed, with what writing needs beside it.
 *
 * @param observation what planning looks at
 * @param set the object
 * @param statusVersion resource version at which the set has the observed status: that of the
 *     object, or of our last write of the status if no cache shows it yet; empty if unknown
 * @param leaderSet the leader StatefulSet as it is; null if there is none. Not to be changed
 * @param state where own writes are noted
 */
public record SeenSet(
    SetObservation observation,
    LeaderWorkerSet set,
    String statusVersion,
    @Nullable JsonObject leaderSet,
    SetState state) {}
