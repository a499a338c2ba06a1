package io.leaderworkerset.testkit.virtual;

/**
 * A cluster in virtual time. The manager's own planners and caches run in it; the API server, the
 * watches, the StatefulSet controller, the garbage collector, the scheduler and the kubelets around
 * them are functions of a seed, with delays, other orders, lost and repeated events, refused
 * writes, lost answers and managers that die between two writes. One thread, no clock, nothing
 * sleeps.
 *
 * <p>{@code VirtualCluster.ours().run(seed, Workload.anything())} checks every {@link Invariant}
 * after each step; a run that breaks one can be {@linkplain #shrink shrunk} to a shorter one, and
 * tells its story.
 */
public final class VirtualCluster {
  private final ManagerCode code;

  private VirtualCluster(ManagerCode code) {
    this.code = code;
  }

  /** Returns a cluster with this library's manager. */
  public static VirtualCluster ours() {
    return new VirtualCluster(ManagerCode.OURS);
  }

  /** Returns a cluster with another manager, such as one with a fault that a test must find. */
  public static VirtualCluster of(ManagerCode code) {
    return new VirtualCluster(code);
  }

  /** Runs the script that the seed gives. A run that breaks an invariant tells its story. */
  public Run run(long seed, Workload workload) {
    return run(workload.script(seed));
  }

  /** Runs a script. A run that breaks an invariant tells its story. */
  public Run run(Script script) {
    Run run = new World(script, code, false).run();
    return run.isGood() ? run : tell(script);
  }

  /** Runs a script and tells its story in any case. */
  public Run tell(Script script) {
    return new World(script, code, true).run();
  }

  /**
   * Returns the shortest run found that breaks the same invariant: with fewer steps, fewer and
   * smaller groups, and calmer delays. Tries a few hundred runs.
   *
   * @param failing a run of this cluster that breaks an invariant
   * @throws IllegalArgumentException if it does not
   */
  public Run shrink(Run failing) {
    if (failing.isGood()) {
      throw new IllegalArgumentException(
          "seed " + failing.script().seed() + " breaks no invariant: there is nothing to shrink");
    }
    Invariant broken = failing.violations().get(0).invariant();
    Script shortest =
        new Shrinker(
                script ->
                    new World(script, code, false)
                        .run().violations().stream().anyMatch(v -> v.invariant() == broken))
            .shrink(failing.script());
    return tell(shortest);
  }
}
