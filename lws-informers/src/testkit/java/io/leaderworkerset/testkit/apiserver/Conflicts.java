package io.leaderworkerset.testkit.apiserver;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.leaderworkerset.testkit.api.ClusterApi.ApiException;
import io.leaderworkerset.testkit.apiserver.ManagedFields.Owner;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The refusal of an apply over fields that others own. */
final class Conflicts {
  private Conflicts() {}

  static ApiException refusal(ManagedFields managed, Map<Owner, FieldSet> conflicts) {
    JsonArray causes = new JsonArray();
    StringBuilder message = new StringBuilder();
    int[] count = {0};
    conflicts.forEach(
        (owner, fields) -> {
          String who = managed.describe(owner);
          List<String> paths = new ArrayList<>();
          fields.forEachPath((path, node) -> paths.add(path));
          paths.forEach(path -> causes.add(cause(who, path)));
          count[0] += paths.size();
          message.append(
              paths.size() == 1 && conflicts.size() == 1
                  ? "conflict with " + who + ": " + paths.get(0)
                  : "conflicts with " + who + ":\n- " + String.join("\n- ", paths) + "\n");
        });
    return Statuses.applyConflict(
        "Apply failed with "
            + count[0]
            + (count[0] == 1 ? " conflict: " : " conflicts: ")
            + message.toString().strip(),
        causes);
  }

  private static JsonObject cause(String who, String path) {
    JsonObject cause = new JsonObject();
    cause.addProperty("reason", "FieldManagerConflict");
    cause.addProperty("message", "conflict with " + who);
    cause.addProperty("field", path);
    return cause;
  }
}
