package io.leaderworkerset.examples.bench;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Locale;

/** The figures, for people and for programs. */
final class BenchReport {
  private BenchReport() {}

  /** Returns the figures as one JSON object. */
  static String json(String cluster, List<PhaseResult> phases) {
    JsonArray list = new JsonArray();
    phases.forEach(phase -> list.add(phase.toJson()));
    JsonObject out = new JsonObject();
    out.addProperty("cluster", cluster);
    out.add("phases", list);
    return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(out);
  }

  /** Returns the figures as a table, and below it the requests of each phase. */
  static String table(String cluster, List<PhaseResult> phases) {
    StringBuilder out = new StringBuilder(cluster).append("\n\n");
    out.append("phase   seconds  requests   CPU s  heap MiB  latency ms: median     p99     max\n");
    for (PhaseResult each : phases) {
      out.append(
          String.format(
              Locale.ROOT,
              "%-7s %7.1f %9d %7.2f %9.1f %19.1f %7.1f %7.1f%n",
              each.name(),
              each.seconds(),
              each.total(),
              each.cpuSeconds(),
              each.heapMiB(),
              each.latency().median(),
              each.latency().p99(),
              each.latency().max()));
    }
    for (PhaseResult each : phases) {
      out.append('\n').append(each.name()).append(": ").append(requests(each));
    }
    return out.append('\n').toString();
  }

  private static String requests(PhaseResult phase) {
    if (phase.requests().isEmpty()) {
      return "no requests";
    }
    StringBuilder out = new StringBuilder();
    phase
        .requests()
        .forEach(
            (what, count) ->
                out.append(out.isEmpty() ? "" : ", ").append(count).append(' ').append(what));
    return out.toString();
  }
}
