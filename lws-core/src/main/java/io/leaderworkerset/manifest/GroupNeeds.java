package io.leaderworkerset.manifest;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.api.LeaderWorkerSet;
import io.leaderworkerset.api.LeaderWorkerTemplate;
import io.leaderworkerset.api.PodTemplate;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.json.Quantity;
import io.leaderworkerset.observe.Ceiling;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.annotation.Nullable;

/** What one group requests of the scheduler, all of its pods together. */
public final class GroupNeeds {
  private GroupNeeds() {}

  /**
   * Returns the sum of the requests of a group's pods by resource, rounded up to whole units, and
   * {@link Ceiling#GROUPS} as 1. A limit without a request counts as the request, as the API server
   * has it.
   *
   * <p>Example: size 4, each container with the limit {@code nvidia.com/gpu: 8} gives {@code
   * {groups=1, nvidia.com/gpu=32}}.
   *
   * @param set the set, at the revision of the group
   */
  public static Map<String, Long> of(LeaderWorkerSet set) {
    LeaderWorkerTemplate template = set.spec().leaderWorkerTemplate();
    Map<String, Quantity> sum = new TreeMap<>(podRequests(Templates.leader(template)));
    int workers = Templates.size(template) - 1;
    podRequests(template.workerTemplate())
        .forEach((name, each) -> sum.merge(name, each.times(workers), Quantity::plus));
    Map<String, Long> out = new TreeMap<>();
    sum.forEach((name, each) -> out.put(name, roundUp(each)));
    out.put(Ceiling.GROUPS, 1L);
    return out;
  }

  static long roundUp(Quantity amount) {
    return amount
        .value()
        .setScale(0, RoundingMode.CEILING)
        .min(BigDecimal.valueOf(Long.MAX_VALUE))
        .longValue();
  }

  private static Map<String, Quantity> podRequests(@Nullable PodTemplate template) {
    if (template == null) {
      return Map.of();
    }
    JsonObject filled = template.toJson().deepCopy();
    for (String kind : List.of("containers", "initContainers")) {
      Json.array(filled, "spec", kind).forEach(GroupNeeds::fillRequests);
    }
    return PodRequests.of(filled);
  }

  private static void fillRequests(JsonElement container) {
    JsonObject limits = Json.object(container, "resources", "limits");
    if (limits == null) {
      return;
    }
    JsonObject resources = container.getAsJsonObject().getAsJsonObject("resources");
    JsonObject requests = Json.ensureObject(resources, "requests");
    limits.entrySet().stream()
        .filter(e -> !requests.has(e.getKey()))
        .forEach(e -> requests.add(e.getKey(), e.getValue()));
  }
}
