package io.leaderworkerset.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {
  private static String event(String user, String verb, String reference) {
    return "{\"kind\":\"Event\",\"verb\":\""
        + verb
        + "\",\"user\":{\"username\":\""
        + user
        + "\"},\"objectRef\":"
        + reference
        + "}\n";
  }

  @Test
  void countsOneUsersRequestsAndReadsOnWhereItStopped(@TempDir Path folder) throws IOException {
    AuditLog log = new AuditLog(folder, "me");
    assertThat(log.counts()).isEmpty();
    Path file = folder.resolve("audit.log");
    String pods = "{\"resource\":\"pods\"}";
    String status =
        "{\"resource\":\"statefulsets\",\"apiGroup\":\"apps\",\"subresource\":\"status\"}";
    String lease = "{\"resource\":\"leases\",\"apiGroup\":\"coordination.k8s.io\"}";
    String last = event("me", "patch", status);
    Files.writeString(
        file,
        event("me", "delete", pods)
            + event("other", "delete", pods)
            + event("me", "watch", pods)
            + event("me", "update", lease)
            + last.substring(0, 20));
    assertThat(log.counts()).containsOnlyKeys("delete pods").containsEntry("delete pods", 1L);
    Files.writeString(
        file, last.substring(20) + event("me", "delete", pods), StandardOpenOption.APPEND);
    assertThat(log.counts())
        .containsEntry("delete pods", 2L)
        .containsEntry("patch statefulsets.apps/status", 1L)
        .hasSize(2);
  }

  @Test
  void asksTheServerToLogNobodyElse(@TempDir Path folder) throws IOException {
    AuditLog log = new AuditLog(folder, "me");
    assertThat(log.flags()).hasSize(2).allMatch(flag -> flag.contains(folder.toString()));
    assertThat(Files.readString(folder.resolve("audit-policy.json")))
        .contains("\"users\": [\"me\"]", "{\"level\": \"None\"}");
  }
}
