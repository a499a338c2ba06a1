package io.leaderworkerset.examples.demo;

import java.util.List;

/** One thing that is shown. Used once, by one thread. */
interface Step extends AutoCloseable {
  /** What happens, in one line. */
  String title();

  /** Does to the cluster what the step is about. */
  void act(Stage stage);

  /** Returns how far the cluster is. */
  Progress progress(ClusterSnapshot now);

  /** Looks at the cluster, through its API, once the progress is complete. */
  List<Check> checks(Stage stage);

  /** Ends what {@link #act} began to observe. */
  @Override
  default void close() {}
}
