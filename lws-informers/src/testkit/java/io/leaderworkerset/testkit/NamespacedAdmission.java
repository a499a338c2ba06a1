package io.leaderworkerset.testkit;

import com.google.gson.JsonObject;
import io.leaderworkerset.admission.Gang;
import io.leaderworkerset.testkit.apiserver.AdmissionHook;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** Admission of the embedded cluster, for each namespace what was chosen for it. */
final class NamespacedAdmission implements AdmissionHook {
  private static final AdmissionHook NOTHING = Review::object;

  private final AdmissionHook byDefault;
  private final Map<String, AdmissionHook> chosen = new ConcurrentHashMap<>();

  NamespacedAdmission(boolean admits, Gang gang) {
    this.byDefault = admits ? new LeaderWorkerSetAdmission(gang) : NOTHING;
  }

  void choose(String namespace, AdmissionMode mode) {
    chosen.put(
        namespace,
        switch (mode) {
          case WEBHOOKS -> new LeaderWorkerSetAdmission(Gang.NONE);
          case VOLCANO -> new LeaderWorkerSetAdmission(Gang.VOLCANO);
          case NONE -> NOTHING;
          case POLICIES, VOLCANO_POLICIES ->
              throw new IllegalArgumentException(
                  "the embedded cluster evaluates no admission policies: choose WEBHOOKS or"
                      + " VOLCANO, which do the same, or a real control plane");
        });
  }

  @Override
  public JsonObject admit(Review review) {
    String namespace = Objects.requireNonNullElse(review.namespace(), "");
    return chosen.getOrDefault(namespace, byDefault).admit(review);
  }
}
