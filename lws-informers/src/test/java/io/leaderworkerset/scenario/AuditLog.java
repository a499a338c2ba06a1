package io.leaderworkerset.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.controlplane.ControlPlaneOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a real API server notes of each write: who, what, and when it came in. */
final class AuditLog {
  private static final String POLICY =
      """
      apiVersion: audit.k8s.io/v1
      kind: Policy
      omitStages: [RequestReceived]
      rules:
      - level: Request
        verbs: [create, update]
        resources:
        - group: coordination.k8s.io
          resources: [leases]
        namespaces: [lws-system]
      - level: None
        resources:
        - group: coordination.k8s.io
          resources: [leases]
      - level: Metadata
        verbs: [create, update, patch, delete]
      - level: None
      """;

  private final Path log;
  private final Path policy;

  AuditLog(Path folder) {
    this.log = folder.resolve("audit.log");
    this.policy = folder.resolve("audit-policy.yaml");
    try {
      Files.writeString(policy, POLICY);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ControlPlaneOptions turnOn(ControlPlaneOptions options) {
    return options.withApiServerFlags(
        "--audit-policy-file=" + policy, "--audit-log-path=" + log, "--audit-log-mode=blocking");
  }

  /** The writes that succeeded, in the order they came in. */
  private List<JsonObject> writes() {
    List<JsonObject> out = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(log)) {
        JsonObject event = Json.parse(line).getAsJsonObject();
        Integer code = Json.integer(event, "responseStatus", "code");
        if (code != null && code < 300) {
          out.add(event);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out;
  }

  private static Instant time(JsonObject event, String field) {
    return Instant.parse(String.valueOf(Json.string(event, field)));
  }

  private static boolean isOfLease(JsonObject event) {
    return "leases".equals(Json.string(event, "objectRef", "resource"));
  }

  /**
   * Checks that each write in the namespace came in while the one who sent it held the Lease.
   *
   * @param identities of the managers; each is its user agent too
   * @return how many writes each of them made
   */
  Map<String, Integer> assertOnlyLeadersWrote(String namespace, List<String> identities) {
    TreeMap<Instant, String> holders = new TreeMap<>();
    for (JsonObject event : writes()) {
      if (isOfLease(event)) {
        String holder = Json.string(event, "requestObject", "spec", "holderIdentity");
        holders.put(time(event, "stageTimestamp"), String.valueOf(holder));
      }
    }
    Map<String, Integer> counts = new TreeMap<>();
    for (JsonObject event : writes()) {
      String agent = String.valueOf(Json.string(event, "userAgent"));
      boolean isOurs =
          identities.contains(agent)
              && namespace.equals(Json.string(event, "objectRef", "namespace"));
      if (isOurs && !isOfLease(event)) {
        counts.merge(agent, 1, Integer::sum);
        Map.Entry<Instant, String> holder =
            holders.floorEntry(time(event, "requestReceivedTimestamp"));
        assertThat(holder == null ? "nobody" : holder.getValue())
            .as("holder of the Lease at write %s", event)
            .isEqualTo(agent);
      }
    }
    return counts;
  }
}
