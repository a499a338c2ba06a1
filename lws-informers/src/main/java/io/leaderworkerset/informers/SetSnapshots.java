package io.leaderworkerset.informers;

import com.google.gson.JsonObject;
import io.kubernetes.client.openapi.ApiClient;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.informers.apply.KubeWriter;
import io.leaderworkerset.informers.concurrent.TokenBucket;
import io.leaderworkerset.informers.http.KubeApiException;
import io.leaderworkerset.informers.http.KubeHttp;
import io.leaderworkerset.informers.http.ResourceType;
import io.leaderworkerset.informers.http.Resources;
import io.leaderworkerset.informers.metrics.LwsMetrics;
import io.leaderworkerset.informers.observe.ClusterState;
import io.leaderworkerset.informers.observe.Observer;
import io.leaderworkerset.informers.observe.OneLook;
import io.leaderworkerset.informers.observe.SeenGroup;
import io.leaderworkerset.informers.observe.SeenSet;
import io.leaderworkerset.informers.observe.WorkKey.GroupKey;
import io.leaderworkerset.informers.observe.WorkKey.SetKey;
import io.leaderworkerset.manifest.change.UpgradeImpact;
import io.leaderworkerset.observe.GroupObservation;
import io.leaderworkerset.observe.GroupSummary;
import io.leaderworkerset.observe.RestartSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** Looks at one set, once: lists what carries its name, writes nothing, keeps nothing open. */
public final class SetSnapshots {
  private static final List<ResourceType> LABELLED =
      List.of(Resources.REVISIONS, Resources.SERVICES, Resources.STATEFUL_SETS, Resources.PODS);

  private SetSnapshots() {}

  /**
   * As {@link #read(ApiClient, String, String, String, RestartSettings)}, of a set whose manager
   * has the usual name and defaults.
   *
   * @param client how to reach the API server; never changed
   * @param namespace the set's namespace
   * @param name the set's name
   */
  public static Optional<SetSnapshot> read(ApiClient client, String namespace, String name) {
    return read(client, namespace, name, Names.FIELD_MANAGER, RestartSettings.STANDARD);
  }

  /**
   * Returns the set and its groups as the server has them now; empty if there is no such set.
   *
   * @param client how to reach the API server; never changed
   * @param namespace the set's namespace
   * @param name the set's name
   * @param fieldManager the name under which the set's manager owns fields
   * @param restarts what the set's manager goes by where the set says nothing of restarts
   * @throws KubeApiException if the server cannot be reached, or refuses
   */
  public static Optional<SetSnapshot> read(
      ApiClient client,
      String namespace,
      String name,
      String fieldManager,
      RestartSettings restarts) {
    SetKey key = new SetKey(namespace, name);
    return look(client, key, fieldManager, restarts, (state, observer) -> of(key, state, observer));
  }

  /**
   * Returns what this version of the library would do to the groups of a set that another version,
   * or the Go controller, has made; empty if there is no such set.
   *
   * @param client how to reach the API server; never changed
   * @param namespace the set's namespace
   * @param name the set's name
   * @param fieldManager the name under which the set's manager owns fields
   * @throws KubeApiException if the server cannot be reached, or refuses
   */
  public static Optional<UpgradeImpact> upgrade(
      ApiClient client, String namespace, String name, String fieldManager) {
    SetKey key = new SetKey(namespace, name);
    return look(
        client,
        key,
        fieldManager,
        RestartSettings.STANDARD,
        (state, observer) -> Upgrades.of(key, observer, fieldManager));
  }

  private static <T> Optional<T> look(
      ApiClient client,
      SetKey key,
      String fieldManager,
      RestartSettings restarts,
      BiFunction<ClusterState, Observer, Optional<T>> then) {
    try (KubeHttp http = KubeHttp.builder(client).userAgent("lws-java-explain").build()) {
      KubeWriter reader =
          new KubeWriter(
              http,
              fieldManager,
              new TokenBucket(1, 1, System::nanoTime),
              () -> false, // nothing is ever written through it
              LwsMetrics.NONE);
      Optional<JsonObject> set = reader.get(Resources.SETS, key.namespace(), key.set());
      if (set.isEmpty()) {
        return Optional.empty();
      }
      OneLook look = new OneLook();
      look.add(Resources.SETS, List.of(set.get()));
      String selector = Names.SET_NAME_LABEL + "=" + key.set();
      for (ResourceType each : LABELLED) {
        look.add(each, reader.list(each, key.namespace(), selector));
      }
      List<JsonObject> gangs = podGroups(reader, key.namespace(), selector);
      look.add(Resources.POD_GROUPS, gangs);
      ServerReads live = new ServerReads(reader);
      look.addTakenNames(key, live, System.nanoTime());
      Observer observer =
          new Observer(
              look.state(), live, fieldManager, !gangs.isEmpty(), restarts, System::nanoTime);
      return then.apply(look.state(), observer);
    }
  }

  /** A cluster without Volcano has no PodGroups; nor has one that does not let us see them. */
  private static List<JsonObject> podGroups(KubeWriter reader, String namespace, String selector) {
    try {
      return reader.list(Resources.POD_GROUPS, namespace, selector);
    } catch (KubeApiException e) {
      if (e.isNotFound() || e.code() == 403) {
        return List.of();
      }
      throw e;
    }
  }

  /** Returns the set as a state shows it. */
  static Optional<SetSnapshot> of(SetKey key, ClusterState state, Observer observer) {
    SeenSet set = observer.observe(key);
    if (set == null) {
      return Optional.empty();
    }
    List<GroupObservation> groups = new ArrayList<>();
    for (GroupSummary each : set.observation().groups()) {
      SeenGroup group = observer.observe(new GroupKey(key.namespace(), key.set(), each.index()));
      if (group != null) {
        groups.add(group.observation());
      }
    }
    return Optional.of(new SetSnapshot(set.observation(), groups));
  }
}
