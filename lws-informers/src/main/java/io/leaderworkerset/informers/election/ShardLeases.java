package io.leaderworkerset.informers.election;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.informers.http.KubeApiException;
import io.leaderworkerset.informers.http.KubeHttp;
import io.leaderworkerset.informers.http.KubeRequest;
import io.leaderworkerset.informers.http.ResourceType;
import io.leaderworkerset.informers.shard.Shard;
import io.leaderworkerset.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.annotation.Nullable;

/**
 * Says whether a manager of a shard may work while managers of another division may still be about.
 *
 * <p>Each share has a Lease of its own: {@code <name>-shard-<i>-of-<n>}, and {@code <name>} for the
 * undivided 0/1. Whoever holds its Lease may work only once it has seen, <em>after</em> it took the
 * Lease, that nobody holds the Lease of a share of another division that overlaps with its own. Of
 * two that overlap the one that took its Lease later sees the other's, so never both work. So that
 * never both wait for ever, a share of the smaller division gives way to one of the larger.
 *
 * <p>Used by one thread. Whether a Lease has run out is measured by how long it has not changed
 * before our eyes, as the election does.
 */
public final class ShardLeases implements AutoCloseable {
  private static final ResourceType LEASES =
      ResourceType.namespaced("coordination.k8s.io", "v1", "leases");

  private final KubeHttp http;
  private final String namespace;
  private final String name;
  private final Shard shard;
  private final LongSupplier nanoTime;
  private final Pattern sharded;
  private Map<String, Seen> seen = new HashMap<>();

  /** What to do. */
  public enum Standing {
    /** Nobody else can have one of this shard's sets. */
    WORK,
    /** A smaller division is about: keep the Lease, look again soon. */
    WAIT,
    /** A larger division is about: give the Lease back if it is held, look again soon. */
    GIVE_WAY
  }

  /**
   * What was found.
   *
   * @param standing what to do
   * @param others Leases that others hold and that are in the way, sorted
   */
  public record Finding(Standing standing, List<String> others) {
    /** Copies the list. */
    public Finding {
      others = List.copyOf(others);
    }
  }

  private record Seen(String version, long atNanos) {}

  /**
   * Looks at Leases.
   *
   * @param http its calls should end well within the renew deadline
   * @param namespace of the Leases
   * @param name of the undivided Lease
   * @param shard the share of this process
   * @param nanoTime a monotonic clock, in nanoseconds
   */
  public ShardLeases(
      KubeHttp http, String namespace, String name, Shard shard, LongSupplier nanoTime) {
    this.http = http;
    this.namespace = namespace;
    this.name = name;
    this.shard = shard;
    this.nanoTime = nanoTime;
    this.sharded = Pattern.compile(Pattern.quote(name) + "-shard-(\\d{1,4})-of-(\\d{1,4})");
  }

  /** Returns the name of a share's Lease. */
  public static String leaseName(String name, Shard shard) {
    return shard.count() == 1 ? name : name + "-shard-" + shard.index() + "-of-" + shard.count();
  }

  /**
   * Looks at the Leases as they are now.
   *
   * @throws KubeApiException if they cannot be listed: then nothing is known, and nobody may work
   */
  public Finding look() {
    JsonObject answer = http.call(KubeRequest.collection("list", LEASES, namespace, Map.of()));
    long now = nanoTime.getAsLong();
    Map<String, Seen> next = new HashMap<>();
    List<String> others = new ArrayList<>();
    Standing standing = Standing.WORK;
    for (JsonElement lease : Json.array(answer, "items")) {
      Shard other = shardOf(String.valueOf(Json.string(lease, "metadata", "name")));
      if (other == null || other.count() == shard.count() || !shard.overlaps(other)) {
        continue;
      }
      if (isHeld(lease, now, next)) {
        others.add(leaseName(name, other) + " of " + Json.string(lease, "spec", "holderIdentity"));
        boolean larger = other.count() > shard.count();
        standing = larger || standing == Standing.GIVE_WAY ? Standing.GIVE_WAY : Standing.WAIT;
      }
    }
    seen = next;
    others.sort(null);
    return new Finding(standing, others);
  }

  @Nullable
  private Shard shardOf(String lease) {
    if (lease.equals(name)) {
      return Shard.ALL;
    }
    Matcher matcher = sharded.matcher(lease);
    if (!matcher.matches()) {
      return null;
    }
    try {
      return Shard.of(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    } catch (IllegalArgumentException e) {
      return null; // nobody's shard: i is not below n
    }
  }

  private boolean isHeld(JsonElement lease, long now, Map<String, Seen> next) {
    String holder = Json.string(lease, "spec", "holderIdentity");
    if (holder == null || holder.isEmpty()) {
      return false;
    }
    String uid = String.valueOf(Json.string(lease, "metadata", "uid"));
    String version = String.valueOf(Json.string(lease, "metadata", "resourceVersion"));
    Seen before = seen.get(uid);
    Seen since =
        before != null && before.version().equals(version) ? before : new Seen(version, now);
    next.put(uid, since);
    Integer seconds = Json.integer(lease, "spec", "leaseDurationSeconds");
    return seconds == null || now - since.atNanos() < TimeUnit.SECONDS.toNanos(seconds);
  }

  /** Closes its connections. */
  @Override
  public void close() {
    http.close();
  }
}
