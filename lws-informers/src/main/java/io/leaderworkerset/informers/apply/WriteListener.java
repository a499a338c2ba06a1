package io.leaderworkerset.informers.apply;

import com.google.gson.JsonObject;
import io.leaderworkerset.plan.Action;

/** Hears what became of each action. */
public interface WriteListener {
  /** The action is about to be carried out. */
  void beginning(Action action);

  /**
   * The action was carried out.
   *
   * @param action what was done
   * @param result the object as the server answered it; after a deletion whatever it answered
   */
  void done(Action action, JsonObject result);

  /**
   * Nothing was made, because the name belongs to an object of somebody else.
   *
   * @param action what could not be done
   * @param found the object that stands there
   */
  void nameTaken(Action action, JsonObject found);
}
