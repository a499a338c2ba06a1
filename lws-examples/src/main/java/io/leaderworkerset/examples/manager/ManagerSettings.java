package io.leaderworkerset.examples.manager;

import io.leaderworkerset.informers.shard.Shard;
import io.leaderworkerset.observe.RestartSettings;
import io.leaderworkerset.plan.rollout.RolloutRules;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import javax.annotation.Nullable;

/**
 * Everything that {@code run} goes by.
 *
 * @param config the file with the flags over it
 * @param namespaces those to work in; empty for all
 * @param shard the share of all sets to work on; null if they are not divided
 * @param workers keys worked on at a time
 * @param rolloutRules by which rollouts go on
 * @param restarts what holds of restarts where a set says nothing
 * @param drain how long work under way may take when it is to stop
 * @param shutdownDelay how long webhooks are still answered after it is to stop
 * @param webhookNames further names for the own certificate
 * @param metricsCertificates directory with tls.crt and tls.key; null for plain HTTP
 * @param identity who holds the Lease
 */
record ManagerSettings(
    ManagerConfig config,
    Set<String> namespaces,
    @Nullable Shard shard,
    int workers,
    RolloutRules rolloutRules,
    RestartSettings restarts,
    Duration drain,
    Duration shutdownDelay,
    List<String> webhookNames,
    @Nullable Path metricsCertificates,
    String identity) {
  ManagerSettings {
    namespaces = Set.copyOf(namespaces);
    webhookNames = List.copyOf(webhookNames);
  }

  /** Returns how requests name this process to the API server. */
  String userAgent() {
    return "lws-manager/" + Version.text();
  }
}
