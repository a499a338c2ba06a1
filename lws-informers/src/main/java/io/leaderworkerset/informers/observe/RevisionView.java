package io.leaderworkerset.informers.observe;

import com.google.gson.JsonObject;
import io.leaderworkerset.observe.RevisionObservation;

/**
 * A ControllerRevision of a set.
 *
 * @param observation what planning looks at
 * @param owner who controls it
 * @param data its data; not to be changed
 */
record RevisionView(RevisionObservation observation, Owner owner, JsonObject data) {}
