package io.leaderworkerset.examples.bench;

import com.google.gson.JsonObject;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * How times are distributed, in milliseconds; all zero if there are none.
 *
 * @param samples how many times there are
 */
record Latency(int samples, double median, double p99, double max) {
  static Latency of(Collection<List<Double>> times) {
    double[] sorted =
        times.stream().flatMap(List::stream).mapToDouble(Double::doubleValue).sorted().toArray();
    return new Latency(
        sorted.length, at(sorted, 0.5), at(sorted, 0.99), Arrays.stream(sorted).max().orElse(0));
  }

  /** The smallest time that at least this share of all times does not exceed. */
  private static double at(double[] sorted, double share) {
    return sorted.length == 0 ? 0 : sorted[(int) Math.ceil(share * sorted.length) - 1];
  }

  JsonObject toJson() {
    JsonObject out = new JsonObject();
    out.addProperty("samples", samples);
    out.addProperty("median", PhaseResult.rounded(median));
    out.addProperty("p99", PhaseResult.rounded(p99));
    out.addProperty("max", PhaseResult.rounded(max));
    return out;
  }
}
