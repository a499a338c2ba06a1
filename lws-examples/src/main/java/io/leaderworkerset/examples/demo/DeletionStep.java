package io.leaderworkerset.examples.demo;

import com.google.gson.JsonObject;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.informers.http.ResourceType;
import io.leaderworkerset.informers.http.Resources;
import io.leaderworkerset.json.Json;
import java.util.ArrayList;
import java.util.List;

/** Deletes the sets: everything that was made for them goes too. */
final class DeletionStep implements Step {
  private static final List<ResourceType> MADE =
      List.of(
          Resources.SETS,
          Resources.STATEFUL_SETS,
          Resources.PODS,
          Resources.SERVICES,
          Resources.REVISIONS);

  private final List<String> sets;
  private int pods;

  DeletionStep(List<String> sets) {
    this.sets = List.copyOf(sets);
  }

  @Override
  public String title() {
    return "deletion: " + String.join(" and ", sets) + ", and all that was made for them";
  }

  @Override
  public void act(Stage stage) {
    pods = stage.api().look().pods().size();
    sets.forEach(stage.api()::deleteSet);
  }

  @Override
  public Progress progress(ClusterSnapshot now) {
    int left = now.pods().size();
    return new Progress(pods - left, pods, left + " of " + pods + " pods are left");
  }

  @Override
  public List<Check> checks(Stage stage) {
    List<Check> out = new ArrayList<>();
    for (ResourceType type : MADE) {
      List<String> left = new ArrayList<>();
      for (JsonObject object : stage.api().list(type)) {
        if (isOurs(type, object)) {
          left.add(String.valueOf(Json.string(object, "metadata", "name")));
        }
      }
      out.add(Check.that("no " + type.fullName() + " are left", left.isEmpty(), left));
    }
    return out;
  }

  /** Revisions of the StatefulSets carry the label too: it is in their pods' template. */
  private boolean isOurs(ResourceType type, JsonObject object) {
    return type.equals(Resources.SETS)
        || Json.strings(object, "metadata", "labels").containsKey(Names.SET_NAME_LABEL);
  }
}
