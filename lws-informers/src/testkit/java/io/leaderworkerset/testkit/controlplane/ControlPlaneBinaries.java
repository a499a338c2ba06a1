package io.leaderworkerset.testkit.controlplane;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javax.annotation.Nullable;

/**
 * Where the programs of a control plane are, by the convention of {@code setup-envtest}: a folder
 * named by {@value #ASSETS}, as a system property or, failing that, an environment variable.
 *
 * @param folder holds at least {@code etcd} and {@code kube-apiserver}
 */
public record ControlPlaneBinaries(Path folder) {
  /** Name of the system property and of the environment variable. */
  public static final String ASSETS = "KUBEBUILDER_ASSETS";

  static final String ETCD = "etcd";
  static final String API_SERVER = "kube-apiserver";
  static final String CONTROLLER_MANAGER = "kube-controller-manager";
  static final String SCHEDULER = "kube-scheduler";

  /**
   * Checks that the folder can carry a control plane.
   *
   * @throws IllegalArgumentException if {@code etcd} or {@code kube-apiserver} is not an executable
   *     file in it
   */
  public ControlPlaneBinaries {
    for (String required : new String[] {ETCD, API_SERVER}) {
      if (!Files.isExecutable(folder.resolve(required))) {
        throw new IllegalArgumentException(
            folder + " holds no executable " + required + ". " + howToGetThem());
      }
    }
  }

  /**
   * Returns what {@value #ASSETS} names, or empty if it names nothing.
   *
   * @throws IllegalArgumentException if it names a folder without the programs: a mistake to show,
   *     not a reason to skip tests
   */
  public static Optional<ControlPlaneBinaries> find() {
    return find(System.getProperty(ASSETS), System.getenv(ASSETS));
  }

  static Optional<ControlPlaneBinaries> find(@Nullable String property, @Nullable String variable) {
    String folder = property == null || property.isBlank() ? variable : property;
    return folder == null || folder.isBlank()
        ? Optional.empty()
        : Optional.of(new ControlPlaneBinaries(Path.of(folder)));
  }

  /** Returns a sentence that says how to get the programs. */
  public static String howToGetThem() {
    return "Run .ci/control-plane/build.sh (needs Go) or `setup-envtest use 1.36 -p path`, and set "
        + ASSETS
        + " to the folder it prints.";
  }

  /** Returns whether the controller manager is there; plain envtest assets lack it. */
  public boolean hasControllerManager() {
    return Files.isExecutable(controllerManager());
  }

  /** Returns whether the scheduler is there; plain envtest assets lack it. */
  public boolean hasScheduler() {
    return Files.isExecutable(scheduler());
  }

  Path etcd() {
    return folder.resolve(ETCD);
  }

  Path apiServer() {
    return folder.resolve(API_SERVER);
  }

  Path controllerManager() {
    return folder.resolve(CONTROLLER_MANAGER);
  }

  Path scheduler() {
    return folder.resolve(SCHEDULER);
  }
}
