package io.leaderworkerset.examples.bench;

import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts the requests of one user in an API server's audit log. Its metrics do not tell whose a
 * request was, and a proxy in between would take work off the manager.
 */
final class AuditLog {
  private final Path folder;
  private final String user;
  private final Map<String, Long> counts = new TreeMap<>();
  private long read;

  /** Keeps policy and log in that folder. */
  AuditLog(Path folder, String user) {
    this.folder = folder;
    this.user = user;
    try {
      Files.writeString(
          policy(),
          """
          {"apiVersion": "audit.k8s.io/v1", "kind": "Policy",
           "omitStages": ["RequestReceived", "ResponseStarted"],
           "rules": [{"level": "Metadata", "users": ["%s"]}, {"level": "None"}]}
          """
              .formatted(user));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the audit policy", e);
    }
  }

  private Path policy() {
    return folder.resolve("audit-policy.json");
  }

  private Path log() {
    return folder.resolve("audit.log");
  }

  /** Returns the flags that make an API server write the log. */
  String[] flags() {
    return new String[] {"--audit-policy-file=" + policy(), "--audit-log-path=" + log()};
  }

  /** Returns the user's requests so far by verb and resource, watches and leases left out. */
  synchronized Map<String, Long> counts() {
    try {
      for (String line : newLines()) {
        JsonObject event = Json.parse(line).getAsJsonObject();
        if (user.equals(Json.string(event, "user", "username"))) {
          count(event);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the audit log", e);
    }
    return new TreeMap<>(counts);
  }

  private void count(JsonObject event) {
    String verb = String.valueOf(Json.string(event, "verb"));
    String resource = resource(event);
    if (!verb.equals("watch") && !resource.startsWith("leases.")) {
      counts.merge(verb + " " + resource, 1L, Long::sum);
    }
  }

  private static String resource(JsonObject event) {
    String plural = Json.string(event, "objectRef", "resource");
    if (plural == null) {
      return String.valueOf(Json.string(event, "requestURI"));
    }
    String group = Json.string(event, "objectRef", "apiGroup");
    String subresource = Json.string(event, "objectRef", "subresource");
    return plural
        + (group == null ? "" : "." + group)
        + (subresource == null ? "" : "/" + subresource);
  }

  /** What was added since the last look, up to the last whole line. */
  private List<String> newLines() throws IOException {
    if (!Files.exists(log())) {
      return List.of();
    }
    try (RandomAccessFile file = new RandomAccessFile(log().toFile(), "r")) {
      file.seek(read);
      byte[] bytes = new byte[Math.toIntExact(file.length() - read)];
      file.readFully(bytes);
      int end = bytes.length;
      while (end > 0 && bytes[end - 1] != '\n') {
        end--;
      }
      read += end;
      return new String(bytes, 0, end, StandardCharsets.UTF_8).lines().toList();
    }
  }
}
