package io.leaderworkerset.informers.http;

import io.leaderworkerset.identity.Names;

/** The resources that the controllers read and write. */
public final class Resources {
  /** LeaderWorkerSets. */
  public static final ResourceType SETS =
      ResourceType.namespaced(Names.GROUP, Names.VERSION, Names.PLURAL);

  /** StatefulSets. */
  public static final ResourceType STATEFUL_SETS =
      ResourceType.namespaced("apps", "v1", "statefulsets");

  /** ControllerRevisions. */
  public static final ResourceType REVISIONS =
      ResourceType.namespaced("apps", "v1", "controllerrevisions");

  /** Pods. */
  public static final ResourceType PODS = ResourceType.namespaced("", "v1", "pods");

  /** Services. */
  public static final ResourceType SERVICES = ResourceType.namespaced("", "v1", "services");

  /** Nodes. */
  public static final ResourceType NODES = ResourceType.clusterScoped("", "v1", "nodes");

  /** PodGroups of the Volcano gang scheduler. */
  public static final ResourceType POD_GROUPS =
      ResourceType.namespaced("scheduling.volcano.sh", "v1beta1", "podgroups");

  private Resources() {}
}
