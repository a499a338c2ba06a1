package io.leaderworkerset.testkit.controlplane;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What to change of the default {@link ControlPlane}. Extra flags come last on the command line, so
 * that they win over the fixture's own.
 *
 * @param featureGates gate to on or off, given to every Kubernetes component
 * @param apiServerFlags such as {@code --runtime-config=api/alpha=true}
 * @param controllerManagerFlags such as {@code --node-monitor-grace-period=5s}
 * @param schedulerFlags as above
 * @param controllerManager whether to run the controller manager if its program is there
 * @param scheduler whether to run the scheduler if its program is there
 * @param startTimeout how long one component may take until it is ready
 */
public record ControlPlaneOptions(
    Map<String, Boolean> featureGates,
    List<String> apiServerFlags,
    List<String> controllerManagerFlags,
    List<String> schedulerFlags,
    boolean controllerManager,
    boolean scheduler,
    Duration startTimeout) {

  /** Copies what it is given. */
  public ControlPlaneOptions {
    featureGates = Map.copyOf(featureGates);
    apiServerFlags = List.copyOf(apiServerFlags);
    controllerManagerFlags = List.copyOf(controllerManagerFlags);
    schedulerFlags = List.copyOf(schedulerFlags);
  }

  /** Returns the defaults: all components that are there, no extra flag. */
  public static ControlPlaneOptions defaults() {
    return new ControlPlaneOptions(
        Map.of(), List.of(), List.of(), List.of(), true, true, Duration.ofMinutes(2));
  }

  /** Returns these options with one feature gate set on every Kubernetes component. */
  public ControlPlaneOptions withFeatureGate(String gate, boolean on) {
    Map<String, Boolean> gates = new TreeMap<>(featureGates);
    gates.put(gate, on);
    return new ControlPlaneOptions(
        gates,
        apiServerFlags,
        controllerManagerFlags,
        schedulerFlags,
        controllerManager,
        scheduler,
        startTimeout);
  }

  /** Returns these options with more flags for the API server. */
  public ControlPlaneOptions withApiServerFlags(String... flags) {
    return new ControlPlaneOptions(
        featureGates,
        join(apiServerFlags, flags),
        controllerManagerFlags,
        schedulerFlags,
        controllerManager,
        scheduler,
        startTimeout);
  }

  /** Returns these options with more flags for the controller manager. */
  public ControlPlaneOptions withControllerManagerFlags(String... flags) {
    return new ControlPlaneOptions(
        featureGates,
        apiServerFlags,
        join(controllerManagerFlags, flags),
        schedulerFlags,
        controllerManager,
        scheduler,
        startTimeout);
  }

  /** Returns these options with etcd and the API server only, as plain envtest assets have it. */
  public ControlPlaneOptions apiServerOnly() {
    return new ControlPlaneOptions(
        featureGates,
        apiServerFlags,
        controllerManagerFlags,
        schedulerFlags,
        false,
        false,
        startTimeout);
  }

  private static List<String> join(List<String> flags, String... more) {
    List<String> all = new ArrayList<>(flags);
    all.addAll(List.of(more));
    return all;
  }
}
