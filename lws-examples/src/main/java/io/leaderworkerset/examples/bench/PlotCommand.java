package io.leaderworkerset.examples.bench;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.annotation.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code bench plot}. */
@Command(
    name = "plot",
    mixinStandardHelpOptions = true,
    description = "Draws requests and CPU against the number of groups, from what bench printed.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"0:drawn", "2:the command line is wrong, or a file is not from bench --json"})
final class PlotCommand implements Callable<Integer> {
  private static final Pattern POINT = Pattern.compile("([^:=]+):(\\d+)=(.+)");

  @Option(
      names = "--svg",
      paramLabel = "<file>",
      required = true,
      description = "Where the picture goes.")
  private @Nullable Path svg;

  @Option(
      names = "--phase",
      paramLabel = "<name>",
      defaultValue = "update",
      description = "Which phase. Default: ${DEFAULT-VALUE}")
  private String phase = "update";

  @Parameters(
      arity = "1..*",
      paramLabel = "<series>:<groups>=<file>",
      description = "Such as now:200=now-200.json")
  private List<String> points = List.of();

  @Spec private @Nullable CommandSpec spec;

  PlotCommand() {}

  @Override
  public Integer call() throws IOException {
    Map<String, TreeMap<Integer, Double>> requests = new LinkedHashMap<>();
    Map<String, TreeMap<Integer, Double>> cpu = new LinkedHashMap<>();
    for (String point : points) {
      Matcher matcher = POINT.matcher(point);
      if (!matcher.matches()) {
        throw wrong("a point is <series>:<groups>=<file>, not " + point);
      }
      JsonObject found = phaseOf(Path.of(matcher.group(3)));
      int groups = Integer.parseInt(matcher.group(2));
      requests
          .computeIfAbsent(matcher.group(1), k -> new TreeMap<>())
          .put(groups, number(Json.object(found, "requests"), "total"));
      cpu.computeIfAbsent(matcher.group(1), k -> new TreeMap<>())
          .put(groups, number(found, "cpuSeconds"));
    }
    Path target = svg;
    if (target == null) {
      throw wrong("--svg is missing");
    }
    Files.writeString(
        target,
        Plot.svg(
            List.of(
                new Plot.Panel(phase + ": requests of the manager", requests),
                new Plot.Panel(phase + ": CPU seconds of the manager", cpu))));
    return 0;
  }

  private double number(@Nullable JsonObject object, String member) {
    JsonElement value = object == null ? null : object.get(member);
    if (value == null || !value.isJsonPrimitive()) {
      throw wrong("the phase " + phase + " has no " + member);
    }
    return value.getAsDouble();
  }

  private JsonObject phaseOf(Path file) throws IOException {
    for (JsonElement each : Json.array(Json.parse(Files.readString(file)), "phases")) {
      if (phase.equals(Json.string(each, "name"))) {
        return each.getAsJsonObject();
      }
    }
    throw wrong(file + " has no phase " + phase);
  }

  private ParameterException wrong(String message) {
    CommandSpec here = spec;
    if (here == null) {
      throw new IllegalStateException(message);
    }
    return new ParameterException(here.commandLine(), message);
  }
}
