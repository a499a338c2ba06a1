package io.leaderworkerset.examples.demo;

import static java.util.Objects.requireNonNull;

import io.kubernetes.client.util.Config;
import io.kubernetes.client.util.generic.GenericKubernetesApi;
import io.leaderworkerset.api.LeaderWorkerSet;
import io.leaderworkerset.api.LeaderWorkerSetList;
import io.leaderworkerset.examples.Eventually;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.annotation.Nullable;

/** What {@code demo --keep} leaves up, as its user sees it. */
final class KeptCluster {
  private static final Pattern KUBECONFIG = Pattern.compile("export KUBECONFIG=(.+)\\R");
  private static final String LAST_LINE = "kubectl get leaderworkersets,pods -o wide";

  private KeptCluster() {}

  /** Waits until all is printed; returns the file that it names. */
  static Path awaitKubeconfig(Supplier<String> printed, BooleanSupplier running) {
    Eventually.await(
        () -> "a kubeconfig in " + printed.get(),
        () -> printed.get().contains(LAST_LINE) || !running.getAsBoolean());
    Matcher matcher = KUBECONFIG.matcher(printed.get());
    if (!matcher.find()) {
      throw new AssertionError("it ended without a kubeconfig: " + printed.get());
    }
    return Path.of(matcher.group(1));
  }

  /** Returns how many groups of a set are ready, read with the official client. */
  static @Nullable Integer readyGroups(Path kubeconfig, String set) throws IOException {
    LeaderWorkerSet found =
        new GenericKubernetesApi<>(
                LeaderWorkerSet.class,
                LeaderWorkerSetList.class,
                "leaderworkerset.x-k8s.io",
                "v1",
                "leaderworkersets",
                Config.fromConfig(kubeconfig.toString()))
            .get(DemoApi.NAMESPACE, set)
            .getObject();
    return requireNonNull(requireNonNull(found, set).status()).readyReplicas();
  }
}
