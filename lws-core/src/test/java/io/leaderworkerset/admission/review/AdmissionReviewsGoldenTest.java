package io.leaderworkerset.admission.review;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.admission.Defaulting;
import io.leaderworkerset.admission.Gang;
import io.leaderworkerset.admission.PodAdmission;
import io.leaderworkerset.golden.GoldenVectors;
import io.leaderworkerset.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The vectors through the reviews: what comes out is the patch applied by someone else. */
class AdmissionReviewsGoldenTest {
  private final AdmissionReviews reviews = new AdmissionReviews(Gang.NONE);

  @Test
  void patchesPodsIntoMembers() {
    GoldenVectors.checkAll(
        "pod-admission.jsonl",
        c -> {
          JsonObject pod = Json.object(c.in(), "pod");
          Gang gang = "volcano".equals(Json.string(c.in(), "gang")) ? Gang.VOLCANO : Gang.NONE;
          JsonObject review =
              new AdmissionReviews(gang).handle(AdmissionPath.MUTATE_POD, Reviews.pod(pod));
          PodAdmission.Result expected = PodAdmission.admit(pod, gang);
          boolean allowed = Json.isTrue(review, "response", "allowed");
          if (allowed != expected.isAdmitted()) {
            return List.of("allowed is " + allowed + ": " + review);
          }
          if (!allowed) {
            return expected.error().equals(message(review))
                ? List.of()
                : List.of(review.toString());
          }
          return GoldenVectors.differences(expected.pod(), PatchApplier.patched(pod, review));
        });
  }

  @Test
  void patchesDefaultsIntoSets() {
    GoldenVectors.checkAll(
        "defaulting.jsonl",
        c -> {
          JsonObject set = Json.object(c.in(), "lws");
          JsonObject review = reviews.handle(AdmissionPath.MUTATE_SET, Reviews.set(set));
          JsonObject patched = PatchApplier.patched(set, review);
          assertThat(patched).isEqualTo(Defaulting.apply(set));
          JsonObject again = reviews.handle(AdmissionPath.MUTATE_SET, Reviews.set(patched));
          assertThat(again.getAsJsonObject("response").has("patch")).isFalse();
          return GoldenVectors.differences(c.out().get("lws"), patched);
        });
  }

  @Test
  void refusesWhatTheReferenceRefusesWithEachErrorAsACause() {
    GoldenVectors.checkAll(
        "validation.jsonl",
        c -> {
          JsonObject review =
              reviews.handle(
                  AdmissionPath.VALIDATE_SET,
                  Reviews.set(Json.object(c.in(), "new"), Json.object(c.in(), "old")));
          List<String> expected = new ArrayList<>();
          for (JsonElement each : Json.array(c.out(), "errors")) {
            expected.add(Json.string(each, "field") + " " + Json.string(each, "type"));
          }
          List<String> actual = new ArrayList<>();
          for (JsonElement each : Json.array(review, "response", "status", "details", "causes")) {
            boolean ours = Json.string(each, "message").contains("too long for the names of its");
            if (!ours) {
              actual.add(Json.string(each, "field") + " " + Json.string(each, "reason"));
            }
          }
          boolean allowed = Json.isTrue(review, "response", "allowed");
          return actual.equals(expected) && (!allowed || expected.isEmpty())
              ? List.of()
              : List.of("expected " + expected + " but was " + review);
        });
  }

  private static String message(JsonObject review) {
    return Json.string(review, "response", "status", "message");
  }
}
