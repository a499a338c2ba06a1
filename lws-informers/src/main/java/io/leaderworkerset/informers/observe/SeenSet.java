package io.leaderworkerset.informers.observe;

import io.leaderworkerset.api.LeaderWorkerSet;
import io.leaderworkerset.observe.SetObservation;

/**
 * A set as observed, with what writing needs beside it.
 *
 * @param observation what planning looks at
 * @param set the object
 * @param state where own writes are noted
 */
public record SeenSet(SetObservation observation, LeaderWorkerSet set, SetState state) {}
