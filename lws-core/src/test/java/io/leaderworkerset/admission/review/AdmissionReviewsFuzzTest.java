package io.leaderworkerset.admission.review;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.leaderworkerset.admission.Gang;
import io.leaderworkerset.golden.GoldenVectors;
import io.leaderworkerset.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real reviews, broken in 100,000 ways from a fixed seed. */
@Tag("large")
class AdmissionReviewsFuzzTest {
  private static final int MUTATIONS = 90_000;
  private static final int GARBLED = 10_000;

  private final AdmissionReviews reviews = new AdmissionReviews(Gang.NONE);

  private record Sample(AdmissionPath path, JsonObject review) {}

  @Test
  @Timeout(60)
  void neverFailsAndNeverAdmitsAnInvalidSet() {
    List<Sample> samples = samples();
    ReviewMutations mutations = new ReviewMutations(42);
    int admitted = 0;
    int refused = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      Sample sample = samples.get(i % samples.size());
      JsonObject review = sample.review().deepCopy();
      mutations.mutate(review);
      JsonObject response = reviews.handle(sample.path(), review).getAsJsonObject("response");
      boolean allowed = response.get("allowed").getAsBoolean();
      if (allowed) {
        admitted++;
        checkAdmitted(sample.path(), review);
      } else {
        refused++;
        checkRefused(response, review);
      }
    }
    assertThat(admitted).as("admitted of %s", MUTATIONS).isGreaterThan(MUTATIONS / 10);
    assertThat(refused).as("refused of %s", MUTATIONS).isGreaterThan(MUTATIONS / 10);
  }

  @Test
  @Timeout(60)
  void answersAnyBytes() {
    List<Sample> samples = samples();
    ReviewMutations mutations = new ReviewMutations(43);
    List<byte[]> bodies = new ArrayList<>();
    samples.forEach(s -> bodies.add(s.review().toString().getBytes(StandardCharsets.UTF_8)));
    for (int i = 0; i < GARBLED; i++) {
      Sample sample = samples.get(i % samples.size());
      byte[] body = bodies.get(i % samples.size());
      ReviewAnswer answer = reviews.answer(sample.path().path(), mutations.garble(body));
      assertThat(answer.status()).isIn(200, 400);
      assertThat(JsonParser.parseString(new String(answer.body(), StandardCharsets.UTF_8)))
          .isEqualTo(answer.json());
      assertThat(answer.json().toString()).doesNotContain("InternalError");
    }
  }

  private static void checkAdmitted(AdmissionPath path, JsonObject review) {
    JsonObject request = review.getAsJsonObject("request");
    String operation = request.get("operation").getAsString();
    JsonElement subresource = request.get("subResource");
    boolean deleting = Json.string(request, "oldObject", "metadata", "deletionTimestamp") != null;
    if (path == AdmissionPath.VALIDATE_SET
        && (operation.equals("CREATE") || operation.equals("UPDATE"))
        && subresource == null
        && !deleting) {
      JsonObject old = operation.equals("UPDATE") ? request.getAsJsonObject("oldObject") : null;
      assertThat(SetOracle.isValid(request.getAsJsonObject("object"), old))
          .as("admitted, so it must be valid: %s", request)
          .isTrue();
    }
  }

  private static void checkRefused(JsonObject response, JsonObject review) {
    JsonObject status = response.getAsJsonObject("status");
    assertThat(status.get("code").getAsInt()).as("%s for %s", status, review).isIn(400, 422);
    assertThat(status.get("message").getAsString()).isNotBlank().hasSizeLessThan(5000);
  }

  private static List<Sample> samples() {
    List<Sample> out = new ArrayList<>();
    for (GoldenVectors.Case each : GoldenVectors.bundledCases("validation.jsonl")) {
      JsonObject review = Reviews.set(Json.object(each.in(), "new"), Json.object(each.in(), "old"));
      out.add(new Sample(AdmissionPath.VALIDATE_SET, review));
    }
    for (GoldenVectors.Case each : GoldenVectors.bundledCases("defaulting.jsonl").subList(0, 150)) {
      JsonObject set = Json.object(each.in(), "lws");
      out.add(new Sample(AdmissionPath.MUTATE_SET, Reviews.set(set)));
      out.add(new Sample(AdmissionPath.VALIDATE_SET, Reviews.set(set, set)));
    }
    for (GoldenVectors.Case each :
        GoldenVectors.bundledCases("pod-admission.jsonl").subList(0, 200)) {
      out.add(new Sample(AdmissionPath.MUTATE_POD, Reviews.pod(Json.object(each.in(), "pod"))));
    }
    return out;
  }
}
