package io.leaderworkerset.informers.observe;

import com.google.gson.JsonObject;
import java.util.List;
import javax.annotation.Nullable;

/** Reads single objects from the API server, for what no cache holds. */
public interface LiveReader {
  /** Returns the StatefulSet, or null if there is none. */
  @Nullable
  JsonObject statefulSet(String namespace, String name);

  /** Returns the Service, or null if there is none. */
  @Nullable
  JsonObject service(String namespace, String name);

  /** Returns the PodGroup, or null if there is none. */
  @Nullable
  JsonObject podGroup(String namespace, String name);

  /** Returns the ControllerRevisions that carry the set's name. */
  List<JsonObject> revisions(String namespace, String set);

  /** Returns the node, or null if there is none. */
  @Nullable
  JsonObject node(String name);
}
