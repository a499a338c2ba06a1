package io.leaderworkerset.examples.simulate;

import io.leaderworkerset.api.LeaderWorkerSet;
import io.leaderworkerset.api.LeaderWorkerSetYaml;
import io.leaderworkerset.api.LeaderWorkerSetYamlException;
import io.leaderworkerset.examples.manager.CommandConsole;
import io.leaderworkerset.examples.manager.GoDurations;
import io.leaderworkerset.manifest.Ceilings;
import io.leaderworkerset.manifest.change.ManifestChange;
import io.leaderworkerset.observe.Ceiling;
import io.leaderworkerset.observe.RolloutSpec;
import io.leaderworkerset.plan.rollout.RolloutRules;
import io.leaderworkerset.plan.simulate.Model;
import io.leaderworkerset.plan.simulate.RolloutSimulator;
import io.leaderworkerset.plan.simulate.Scenario;
import io.leaderworkerset.plan.simulate.Timeline;
import io.leaderworkerset.plan.simulate.Timeline.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import javax.annotation.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code simulate}. */
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Shows what a change of a set would do, step by step, without a cluster: the planner itself",
      "runs against the rules of the StatefulSet controller in virtual time."
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:the change comes to its end, and the floor holds",
      "1:a file cannot be read or written",
      "2:the command line or a manifest is wrong",
      "3:the change stalls",
      "4:a step takes the ready groups below the floor",
      "5:the change is refused"
    })
public final class SimulateCommand implements Callable<Integer> {
  static final int UNREADABLE = 1;
  static final int WRONG = 2;
  static final int STALLED = 3;
  static final int FLOOR_BROKEN = 4;
  static final int REFUSED = 5;

  @Option(
      names = "--from",
      required = true,
      paramLabel = "<file>",
      description = "Manifest of the set as it is.")
  private @Nullable Path from;

  @Option(
      names = "--to",
      paramLabel = "<file>",
      description = "Manifest of the set as it shall be. Default: another template, nothing else.")
  private @Nullable Path to;

  @Option(
      names = "--ready-after",
      converter = GoDurations.class,
      defaultValue = "3m",
      description = "From a group's creation until it is ready. Default: ${DEFAULT-VALUE}")
  private Duration readyAfter = Duration.ofMinutes(3);

  @Option(
      names = "--slower",
      split = ",",
      paramLabel = "<group>=<time>",
      description = "Groups that take another time, such as 3=9m.")
  private Map<Integer, String> slower = Map.of();

  @Option(
      names = "--gone-after",
      converter = GoDurations.class,
      defaultValue = "0s",
      description = "How long a deleted group takes to go. Default: ${DEFAULT-VALUE}")
  private Duration goneAfter = Duration.ZERO;

  @Option(
      names = "--broken",
      split = ",",
      paramLabel = "<group>",
      description = "Groups that are not ready, and never will be, as they are.")
  private TreeSet<Integer> broken = new TreeSet<>();

  @Option(
      names = "--broken-new",
      split = ",",
      paramLabel = "<group>",
      description = "Groups that never become ready as they shall be.")
  private TreeSet<Integer> brokenNew = new TreeSet<>();

  @Option(
      names = "--capacity",
      paramLabel = "<resource>=<amount>",
      description = "How much the cluster has for this set, such as nvidia.com/gpu=16.")
  private @Nullable String capacity;

  @Option(
      names = "--ceiling",
      paramLabel = "<resource>=<amount>",
      description = {
        "How much the rollout may use, as the set's annotation leaderworkerset.io/capacity;",
        "groups=5 is a number of groups."
      })
  private @Nullable String ceiling;

  @Option(
      names = "--max-unavailable-gate",
      description = "The StatefulSet feature gate MaxUnavailableStatefulSet is on.")
  private boolean gate;

  @Option(
      names = "--rules",
      paramLabel = "safe|reference",
      defaultValue = "safe",
      description = "The rules of the rollout; reference is the Go manager's way. Default: safe")
  private RolloutRules rules = RolloutRules.SAFE;

  @Option(names = "--json", description = "Prints JSON instead of a table.")
  private boolean json;

  @Option(names = "--svg", paramLabel = "<file>", description = "Draws the timeline.")
  private @Nullable Path svg;

  @Spec private @Nullable CommandSpec spec;

  /** Made by picocli. */
  public SimulateCommand() {}

  /** A mistake of the user's, in words. */
  private static final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
      super(message);
    }
  }

  @Override
  public Integer call() {
    try {
      return simulate();
    } catch (UsageException e) {
      return console().fail(e.getMessage(), WRONG);
    } catch (IOException e) {
      return console().fail("cannot read or write " + e.getMessage(), UNREADABLE);
    }
  }

  private int simulate() throws IOException {
    LeaderWorkerSet old = load(from);
    ManifestChange change = ManifestChange.of(old, to == null ? old : load(to));
    Scenario scenario = scenario(change);
    checkGroups(scenario);
    Model model = model(change);
    boolean refused = !change.impact().refused().isEmpty();
    Timeline timeline = RolloutSimulator.simulate(scenario, model);
    Simulated simulated =
        new Simulated(String.valueOf(old.metadata().getName()), change, scenario, model, timeline);
    console().print(json ? TimelineJson.text(simulated) : StepTable.text(simulated));
    if (svg != null && !refused) {
      Files.writeString(svg, TimelineSvg.text(simulated));
    }
    return refused ? REFUSED : code(timeline);
  }

  /** A group that there never is would change nothing, which nobody means. */
  private void checkGroups(Scenario scenario) {
    int before = scenario.from().replicas();
    int after = scenario.to().replicas() + scenario.to().maxSurge();
    broken.forEach(group -> checkGroup("--broken", group, before));
    brokenNew.forEach(group -> checkGroup("--broken-new", group, Math.max(before, after)));
    slower.keySet().forEach(group -> checkGroup("--slower", group, Math.max(before, after)));
  }

  private static void checkGroup(String option, int group, int count) {
    if (group < 0 || group >= count) {
      throw new UsageException(
          option + ": there is no group " + group + "; groups are 0 to " + (count - 1));
    }
  }

  private static int code(Timeline timeline) {
    if (!timeline.violations().isEmpty()) {
      return FLOOR_BROKEN;
    }
    return timeline.outcome() == Outcome.DONE ? 0 : STALLED;
  }

  private Scenario scenario(ManifestChange change) {
    Scenario given = change.scenario();
    RolloutSpec numbers = given.to();
    if (ceiling != null) {
      numbers = numbers.withCeiling(new Ceiling(amounts("--ceiling", ceiling), Map.of(), Map.of()));
    }
    boolean newTemplate =
        given.newTemplate() || (to == null && change.impact().refused().isEmpty());
    return new Scenario(given.from(), numbers, newTemplate);
  }

  private Model model(ManifestChange change) {
    Map<Integer, Duration> others = new TreeMap<>();
    slower.forEach((group, time) -> others.put(group, duration(time)));
    Map<String, Long> hardware = capacity == null ? Map.of() : amounts("--capacity", capacity);
    return Model.readyAfter(readyAfter)
        .withSlower(others)
        .withGoneAfter(goneAfter)
        .withBrokenOld(broken)
        .withBrokenNew(brokenNew)
        .withMaxUnavailableGate(gate)
        .withRules(rules)
        .withDemand(change.before(), change.after(), hardware);
  }

  private static Duration duration(String text) {
    try {
      return new GoDurations().convert(text);
    } catch (RuntimeException e) {
      throw new UsageException("--slower: " + e.getMessage());
    }
  }

  private static Map<String, Long> amounts(String option, String text) {
    try {
      return Ceilings.parse(text);
    } catch (IllegalArgumentException e) {
      throw new UsageException(option + " " + e.getMessage());
    }
  }

  private static LeaderWorkerSet load(@Nullable Path file) throws IOException {
    if (file == null) {
      throw new UsageException("--from is missing");
    }
    try {
      return LeaderWorkerSetYaml.strict().load(Files.readString(file));
    } catch (LeaderWorkerSetYamlException e) {
      throw new UsageException(file + ": " + e.getMessage());
    }
  }

  private CommandConsole console() {
    return new CommandConsole(spec);
  }
}
