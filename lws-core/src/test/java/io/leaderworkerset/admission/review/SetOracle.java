package io.leaderworkerset.admission.review;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Set;
import javax.annotation.Nullable;

/** Decides slowly and by the letter whether a set is valid; knows nothing of the code it judges. */
final class SetOracle {
  private static final BigInteger MAX_INT = BigInteger.valueOf(Integer.MAX_VALUE);

  private SetOracle() {}

  static boolean isValid(JsonObject set, @Nullable JsonObject old) {
    try {
      return check(set, old);
    } catch (IllegalStateException | ClassCastException | NumberFormatException e) {
      return false; // of a wrong type
    }
  }

  private static boolean check(JsonObject set, @Nullable JsonObject old) {
    JsonObject metadata = set.getAsJsonObject("metadata");
    JsonObject spec = set.getAsJsonObject("spec");
    JsonObject template = spec.getAsJsonObject("leaderWorkerTemplate");
    if (!metadata.has("generateName")
        && !text(metadata.get("name"), "").matches("[a-z]([-a-z0-9]{0,61}[a-z0-9])?")) {
      return false;
    }
    BigInteger replicas = number(spec.get("replicas"), 1);
    BigInteger size = number(template.get("size"), 1);
    return template.getAsJsonObject("workerTemplate") != null
        && between(replicas, 0, 1_000_000)
        && between(size, 1, Integer.MAX_VALUE)
        && replicas.multiply(size).compareTo(MAX_INT) <= 0
        && oneOf(spec.get("startupPolicy"), "LeaderCreated", "LeaderReady")
        && oneOf(
            template.get("restartPolicy"),
            "RecreateGroupOnPodRestart",
            "RecreateGroupAfterStart",
            "None",
            "Default")
        && networkIsValid(object(spec, "networkConfig"))
        && rolloutIsValid(object(spec, "rolloutStrategy"), replicas)
        && subGroupsAreValid(metadata, template, size)
        && (old == null || updateIsValid(template, old));
  }

  private static boolean networkIsValid(@Nullable JsonObject network) {
    return network == null || oneOf(network.get("subdomainPolicy"), "Shared", "UniquePerReplica");
  }

  private static boolean rolloutIsValid(@Nullable JsonObject strategy, BigInteger replicas) {
    if (strategy == null) {
      return true;
    }
    JsonObject rolling = object(strategy, "rollingUpdateConfiguration");
    if (rolling == null) {
      return oneOf(strategy.get("type"), "RollingUpdate");
    }
    BigInteger unavailable = budget(rolling.get("maxUnavailable"), 1, replicas, RoundingMode.FLOOR);
    BigInteger surge = budget(rolling.get("maxSurge"), 0, replicas, RoundingMode.CEILING);
    return oneOf(strategy.get("type"), "RollingUpdate")
        && between(number(rolling.get("partition"), 0), 0, Integer.MAX_VALUE)
        && unavailable.signum() >= 0
        && surge.signum() >= 0
        && (replicas.signum() == 0 || unavailable.signum() > 0 || surge.signum() > 0);
  }

  /** Returns what a budget comes to, or -1 if it is none. */
  private static BigInteger budget(
      @Nullable JsonElement value, int fallback, BigInteger replicas, RoundingMode rounding) {
    if (isNothing(value) || value.getAsJsonPrimitive().isNumber()) {
      BigInteger number = number(value, fallback);
      return between(number, 0, Integer.MAX_VALUE) ? number : BigInteger.ONE.negate();
    }
    String percent = text(value, "");
    if (!percent.matches("[0-9]+%")) {
      return BigInteger.ONE.negate();
    }
    BigDecimal share = new BigDecimal(percent.substring(0, percent.length() - 1));
    return share.compareTo(BigDecimal.valueOf(100)) > 0
        ? BigInteger.ONE.negate()
        : share
            .multiply(new BigDecimal(replicas))
            .divide(BigDecimal.valueOf(100), 0, rounding)
            .toBigInteger();
  }

  private static boolean subGroupsAreValid(
      JsonObject metadata, JsonObject template, BigInteger size) {
    JsonObject policy = object(template, "subGroupPolicy");
    JsonObject annotations = object(metadata, "annotations");
    if (policy == null) {
      return annotations == null
          || !annotations.has("leaderworkerset.sigs.k8s.io/subgroup-exclusive-topology");
    }
    BigInteger width = number(policy.get("subGroupSize"), 0);
    if (!oneOf(policy.get("subGroupPolicyType"), "LeaderWorker", "LeaderExcluded")
        || width.signum() <= 0
        || width.compareTo(size) > 0) {
      return false;
    }
    boolean workersFit = size.subtract(BigInteger.ONE).mod(width).signum() == 0;
    return text(policy.get("subGroupPolicyType"), "").equals("LeaderExcluded")
        ? workersFit
        : workersFit || size.mod(width).signum() == 0;
  }

  private static boolean updateIsValid(JsonObject template, JsonObject old) {
    JsonObject oldSpec = object(old, "spec");
    JsonObject oldTemplate = oldSpec == null ? null : object(oldSpec, "leaderWorkerTemplate");
    JsonObject had = oldTemplate == null ? null : object(oldTemplate, "subGroupPolicy");
    JsonObject wanted = object(template, "subGroupPolicy");
    if (had == null || wanted == null) {
      return had == wanted;
    }
    return number(had.get("subGroupSize"), 0).equals(number(wanted.get("subGroupSize"), 0));
  }

  private static boolean oneOf(@Nullable JsonElement value, String... allowed) {
    String text = text(value, "");
    return text.isEmpty() || Set.of(allowed).contains(text);
  }

  private static boolean between(BigInteger number, long low, long high) {
    return number.compareTo(BigInteger.valueOf(low)) >= 0
        && number.compareTo(BigInteger.valueOf(high)) <= 0;
  }

  private static BigInteger number(@Nullable JsonElement value, int fallback) {
    if (isNothing(value)) {
      return BigInteger.valueOf(fallback);
    }
    JsonPrimitive primitive = value.getAsJsonPrimitive();
    if (!primitive.isNumber()) {
      throw new IllegalStateException("no number");
    }
    BigDecimal number = primitive.getAsBigDecimal();
    if (number.abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0
        || number.stripTrailingZeros().scale() > 0) {
      throw new IllegalStateException("no integer");
    }
    return number.toBigInteger();
  }

  private static String text(@Nullable JsonElement value, String fallback) {
    if (isNothing(value)) {
      return fallback;
    }
    if (!value.getAsJsonPrimitive().isString()) {
      throw new IllegalStateException("no string");
    }
    return value.getAsString();
  }

  @Nullable
  private static JsonObject object(JsonObject parent, String name) {
    JsonElement found = parent.get(name);
    return isNothing(found) ? null : found.getAsJsonObject();
  }

  private static boolean isNothing(@Nullable JsonElement value) {
    return value == null || value.isJsonNull();
  }
}
