package io.leaderworkerset.cluster;

import java.util.Collection;
import javax.annotation.Nullable;

/** Objects by who owns them, as far as they exist. */
public interface OwnerGraph {
  /** Returns the object of that UID, or null if there is none. */
  @Nullable
  OwnedObject byUid(String uid);

  /** Returns the objects with an owner reference to that UID, whether or not it exists. */
  Collection<OwnedObject> dependents(String uid);
}
