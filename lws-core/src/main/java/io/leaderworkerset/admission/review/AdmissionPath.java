package io.leaderworkerset.admission.review;

import io.leaderworkerset.identity.Names;
import java.util.Optional;
import java.util.stream.Stream;

/** The webhooks there are, each at the URL path that webhook configurations name. */
public enum AdmissionPath {
  /** Fills a set's defaults. */
  MUTATE_SET(
      "/mutate-leaderworkerset-x-k8s-io-v1-leaderworkerset",
      "mleaderworkerset.kb.io",
      Names.GROUP,
      Names.PLURAL),
  /** Refuses a set that is not valid. */
  VALIDATE_SET(
      "/validate-leaderworkerset-x-k8s-io-v1-leaderworkerset",
      "vleaderworkerset.kb.io",
      Names.GROUP,
      Names.PLURAL),
  /** Makes a pod a member of its group. */
  MUTATE_POD("/mutate--v1-pod", "mpod.kb.io", "", "pods");

  private final String path;
  private final String webhook;
  private final String group;
  private final String resource;

  AdmissionPath(String path, String webhook, String group, String resource) {
    this.path = path;
    this.webhook = webhook;
    this.group = group;
    this.resource = resource;
  }

  /** Returns the URL path, with its leading slash. */
  public String path() {
    return path;
  }

  /** Returns the name of the webhook in its configuration. */
  public String webhook() {
    return webhook;
  }

  /** Returns the webhook at a URL path, or empty if there is none; a query is not expected. */
  public static Optional<AdmissionPath> of(String path) {
    return Stream.of(values()).filter(each -> each.path.equals(path)).findFirst();
  }

  String group() {
    return group;
  }

  String resource() {
    return resource;
  }
}
