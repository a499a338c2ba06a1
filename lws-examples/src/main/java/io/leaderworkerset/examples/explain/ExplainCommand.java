package io.leaderworkerset.examples.explain;

import io.kubernetes.client.openapi.ApiClient;
import io.leaderworkerset.examples.manager.ClusterFlags;
import io.leaderworkerset.examples.manager.CommandConsole;
import io.leaderworkerset.examples.manager.ConfigException;
import io.leaderworkerset.examples.manager.RestartFlags;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.informers.SetSnapshot;
import io.leaderworkerset.informers.SetSnapshots;
import io.leaderworkerset.informers.http.KubeApiException;
import io.leaderworkerset.manifest.change.UpgradeImpact;
import io.leaderworkerset.plan.explain.Blocker;
import io.leaderworkerset.plan.rollout.RolloutRules;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.annotation.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code explain}. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Says why a set is not as it should be: its groups, what blocks them, since when, and what",
      "would unblock them. Looks at the cluster once, and writes nothing. Where the set's manager has",
      "other rules, field manager or restart defaults than usual, say so here as there."
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:the set is as it should be",
      "1:the cluster cannot be read, or there is no such set",
      "2:the command line is wrong",
      "3:something blocks the set",
      "4:with --upgrade, groups would be recreated"
    })
public final class ExplainCommand implements Callable<Integer> {
  static final int UNREADABLE = 1;
  static final int WRONG = 2;
  static final int BLOCKED = 3;
  static final int ROLLS = 4;

  @Parameters(
      index = "0",
      paramLabel = "<namespace>/<set>",
      description = "The set; without a namespace it is in default.")
  private String set = "";

  @Option(
      names = "--upgrade",
      description = {
        "Says instead what this version would do to the set's groups, if another version, or the",
        "Go controller, manages them now."
      })
  private boolean upgrade;

  @Mixin private final ClusterFlags cluster = new ClusterFlags();

  @Option(
      names = "--rules",
      paramLabel = "safe|reference",
      defaultValue = "safe",
      description = "The rules that the set's manager goes by. Default: ${DEFAULT-VALUE}")
  private RolloutRules rules = RolloutRules.SAFE;

  @Option(
      names = "--field-manager",
      paramLabel = "<name>",
      description = "The name under which the set's manager owns fields. Default: lws")
  private String fieldManager = Names.FIELD_MANAGER;

  @Mixin private final RestartFlags restarts = new RestartFlags();

  @Option(names = "--json", description = "Prints JSON instead of tables.")
  private boolean json;

  @Spec private @Nullable CommandSpec spec;

  /** Made by picocli. */
  public ExplainCommand() {}

  @Override
  public Integer call() {
    int slash = set.indexOf('/');
    String namespace = slash < 0 ? "default" : set.substring(0, slash);
    String name = set.substring(slash + 1);
    if (namespace.isEmpty() || name.isEmpty() || name.contains("/")) {
      return console().fail("'" + set + "' is not <namespace>/<set>", WRONG);
    }
    try {
      ApiClient client = cluster.client();
      Optional<Integer> code =
          upgrade
              ? SetSnapshots.upgrade(client, namespace, name, fieldManager)
                  .map(impact -> print(namespace + "/" + name, impact))
              : SetSnapshots.read(client, namespace, name, fieldManager, restarts.settings())
                  .map(seen -> print(seen, Instant.now()));
      return code.orElseGet(
          () ->
              console()
                  .fail(
                      "there is no LeaderWorkerSet " + name + " in namespace " + namespace,
                      UNREADABLE));
    } catch (ConfigException e) {
      return console().fail(e.getMessage(), WRONG);
    } catch (KubeApiException e) {
      return console().fail(e.getMessage(), UNREADABLE);
    }
  }

  private int print(SetSnapshot seen, Instant now) {
    List<Blocker> blockers = seen.explain(now, rules);
    console()
        .print(
            json
                ? ExplanationJson.text(seen, blockers, now)
                : ExplanationText.text(seen, blockers, now));
    return blockers.isEmpty() ? 0 : BLOCKED;
  }

  private int print(String named, UpgradeImpact impact) {
    console().print(json ? UpgradeJson.text(named, impact) : UpgradeText.text(named, impact));
    return impact.rolls() ? ROLLS : 0;
  }

  private CommandConsole console() {
    return new CommandConsole(spec);
  }
}
