package io.leaderworkerset.scenario;

import io.leaderworkerset.testkit.AdmissionMode;

/** Where a scenario runs, and what admits its sets and pods there. */
enum Mode {
  EMBEDDED("on the embedded cluster", false, AdmissionMode.WEBHOOKS),
  WEBHOOKS("on kube-apiserver", true, AdmissionMode.WEBHOOKS),
  POLICIES("on kube-apiserver with policies", true, AdmissionMode.POLICIES);

  private final String text;
  private final boolean real;
  private final AdmissionMode admission;

  Mode(String text, boolean real, AdmissionMode admission) {
    this.text = text;
    this.real = real;
    this.admission = admission;
  }

  boolean isReal() {
    return real;
  }

  AdmissionMode admission() {
    return admission;
  }

  /** Returns why the scenario is not run in this mode; empty if it is. */
  String whyNot(ClusterTest test) {
    return switch (this) {
      case EMBEDDED -> test.realOnly();
      case WEBHOOKS -> test.embeddedOnly();
      case POLICIES ->
          test.admission() == AdmissionMode.WEBHOOKS
              ? test.embeddedOnly() + test.noPolicies()
              : "what admits its objects is the same everywhere: " + test.admission();
    };
  }

  @Override
  public String toString() {
    return text;
  }
}
