package io.leaderworkerset.scenario;

import io.leaderworkerset.testkit.AdmissionMode;

/** Where a scenario runs, and what admits its sets and pods there. */
enum Mode {
  EMBEDDED("on the embedded cluster", false),
  WEBHOOKS("on kube-apiserver", true),
  POLICIES("on kube-apiserver with policies", true);

  private final String text;
  private final boolean real;

  Mode(String text, boolean real) {
    this.text = text;
    this.real = real;
  }

  boolean isReal() {
    return real;
  }

  /** Returns what admits the sets and pods of a scenario in this mode. */
  AdmissionMode admission(ClusterTest test) {
    if (this != POLICIES) {
      return test.admission();
    }
    return test.admission() == AdmissionMode.VOLCANO
        ? AdmissionMode.VOLCANO_POLICIES
        : AdmissionMode.POLICIES;
  }

  /** Returns why the scenario is not run in this mode; empty if it is. */
  String whyNot(ClusterTest test) {
    return switch (this) {
      case EMBEDDED -> test.realOnly();
      case WEBHOOKS -> test.embeddedOnly();
      case POLICIES ->
          test.admission() == AdmissionMode.NONE
              ? "nothing admits its objects anywhere"
              : test.embeddedOnly() + test.noPolicies();
    };
  }

  @Override
  public String toString() {
    return text;
  }
}
