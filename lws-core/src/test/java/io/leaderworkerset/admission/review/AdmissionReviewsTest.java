package io.leaderworkerset.admission.review;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.leaderworkerset.admission.Gang;
import io.leaderworkerset.json.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdmissionReviewsTest {
  private static final String UID = "705ab4f5-6393-11e8-b7cc-42010a800002";

  private final AdmissionReviews reviews = new AdmissionReviews(Gang.NONE);

  @Test
  void fillsDefaultsByAPatch() {
    JsonObject answer = reviews.handle(AdmissionPath.MUTATE_SET, Reviews.set(set("{}")));
    assertThat(Json.string(answer, "apiVersion")).isEqualTo("admission.k8s.io/v1");
    assertThat(Json.string(answer, "kind")).isEqualTo("AdmissionReview");
    assertThat(Json.string(answer, "response", "uid")).isEqualTo(UID);
    JsonObject patched = PatchApplier.patched(set("{}"), answer);
    assertThat(Json.integer(patched, "spec", "replicas")).isEqualTo(1);
    assertThat(Json.string(patched, "spec", "networkConfig", "subdomainPolicy"))
        .isEqualTo("Shared");
  }

  @Test
  void warnsOfTheDeprecatedRestartPolicy() {
    JsonObject set =
        set("{'leaderWorkerTemplate':{'restartPolicy':'Default','workerTemplate':{}}}");
    JsonObject answer = reviews.handle(AdmissionPath.MUTATE_SET, Reviews.set(set));
    assertThat(Json.array(answer, "response", "warnings").toString()).contains("use None");
    assertThat(
            Json.string(
                PatchApplier.patched(set, answer), "spec", "leaderWorkerTemplate", "restartPolicy"))
        .isEqualTo("None");
  }

  @Test
  void refusesAnInvalidSetAsKubernetesDoes() {
    JsonObject set = set("{'replicas':-1,'leaderWorkerTemplate':{'workerTemplate':{},'size':0}}");
    JsonObject answer = reviews.handle(AdmissionPath.VALIDATE_SET, Reviews.set(set));
    JsonObject status = Json.object(answer, "response", "status");
    assertThat(Json.isTrue(answer, "response", "allowed")).isFalse();
    assertThat(Json.integer(status, "code")).isEqualTo(422);
    assertThat(Json.string(status, "reason")).isEqualTo("Invalid");
    assertThat(Json.string(status, "message"))
        .contains("spec.replicas: Invalid value: -1: replicas must be equal or greater than 0");
    JsonArray causes = Json.array(status, "details", "causes");
    assertThat(causes).hasSize(2);
    assertThat(Json.string(causes.get(0), "field")).isEqualTo("spec.replicas");
    assertThat(Json.string(causes.get(0), "message")).startsWith("Invalid value: -1");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "{'replicas':'3','leaderWorkerTemplate':{'workerTemplate':{}}}",
        "{'replicas':1.5,'leaderWorkerTemplate':{'workerTemplate':{}}}",
        "{'replicas':2147483648,'leaderWorkerTemplate':{'workerTemplate':{}}}",
        "{'rolloutStrategy':5,'leaderWorkerTemplate':{'workerTemplate':{}}}",
        "{'leaderWorkerTemplate':[]}",
        "{'leaderWorkerTemplate':{'workerTemplate':'x'}}",
        "{'leaderWorkerTemplate':{'workerTemplate':{},'volumeClaimTemplates':[1]}}",
      })
  void refusesWrongTypesInsteadOfDefaultingThem(String spec) {
    JsonObject review = Reviews.set(set(spec));
    for (AdmissionPath path :
        new AdmissionPath[] {AdmissionPath.MUTATE_SET, AdmissionPath.VALIDATE_SET}) {
      JsonObject answer = reviews.handle(path, review);
      assertThat(Json.isTrue(answer, "response", "allowed")).as("%s", answer).isFalse();
      assertThat(Json.string(answer, "response", "status", "message")).contains("must be a");
    }
  }

  @Test
  void refusesASetWithoutWorkerTemplate() {
    JsonObject answer =
        reviews.handle(
            AdmissionPath.VALIDATE_SET, Reviews.set(set("{'leaderWorkerTemplate':{'size':1}}")));
    assertThat(Json.string(answer, "response", "status", "message"))
        .isEqualTo(
            "spec.leaderWorkerTemplate.workerTemplate: Required value: pods need a template");
  }

  @Test
  void letsASetThatIsBeingDeletedGo() {
    JsonObject old = set("{'replicas':-1}");
    Json.object(old, "metadata").addProperty("deletionTimestamp", "2026-11-23T00:00:00Z");
    JsonObject answer = reviews.handle(AdmissionPath.VALIDATE_SET, Reviews.set(old, old));
    assertThat(Json.isTrue(answer, "response", "allowed")).isTrue();
  }

  @ParameterizedTest
  @EnumSource(AdmissionPath.class)
  void allowsDeletionsAndSubresourcesAsTheyAre(AdmissionPath path) {
    JsonObject review = reviewFor(path);
    Json.object(review, "request").addProperty("operation", "DELETE");
    Json.object(review, "request").remove("object");
    assertUnchanged(reviews.handle(path, review));
    review = reviewFor(path);
    Json.object(review, "request").addProperty("subResource", "status");
    assertUnchanged(reviews.handle(path, review));
  }

  @Test
  void leavesPodsOfNoSetAndUpdatesOfPodsAlone() {
    JsonObject stranger = Reviews.json("{'metadata':{'name':'x'},'spec':{}}");
    assertUnchanged(reviews.handle(AdmissionPath.MUTATE_POD, Reviews.pod(stranger)));
    JsonObject update = Reviews.pod(pod());
    Json.object(update, "request").addProperty("operation", "UPDATE");
    assertUnchanged(reviews.handle(AdmissionPath.MUTATE_POD, update));
  }

  @Test
  void takesTheNamespaceFromTheRequestWithoutPatchingIt() {
    JsonObject answer = reviews.handle(AdmissionPath.MUTATE_POD, Reviews.pod(pod()));
    JsonObject patched = PatchApplier.patched(pod(), answer);
    assertThat(Json.object(patched, "metadata").has("namespace")).isFalse();
    assertThat(patched.toString()).contains("\"a-0.a.default\"");
  }

  @Test
  void saysWhyAPodIsRefused() {
    JsonObject pod = pod();
    Json.object(pod, "metadata").remove("annotations");
    JsonObject answer = reviews.handle(AdmissionPath.MUTATE_POD, Reviews.pod(pod));
    assertThat(Json.string(answer, "response", "status", "message"))
        .isEqualTo("size annotation is unexpectedly missing for pod a-0");
  }

  @ParameterizedTest
  @EnumSource(AdmissionPath.class)
  void answersADryRunLikeAnyOther(AdmissionPath path) {
    JsonObject dry = reviewFor(path);
    Json.object(dry, "request").addProperty("dryRun", true);
    assertThat(reviews.handle(path, dry)).isEqualTo(reviews.handle(path, reviewFor(path)));
  }

  @ParameterizedTest
  @EnumSource(AdmissionPath.class)
  void refusesAReviewOfAnotherResource(AdmissionPath path) {
    JsonObject review = reviewFor(path);
    Json.object(review, "request", "resource").addProperty("resource", "secrets");
    JsonObject answer = reviews.handle(path, review);
    assertThat(Json.isTrue(answer, "response", "allowed")).isFalse();
    assertThat(Json.string(answer, "response", "uid")).isEqualTo(UID);
    assertThat(Json.string(answer, "response", "status", "message")).contains("check the rules");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      value = {
        "/nowhere | {} | 404 | there is no webhook here",
        "/mutate--v1-pod | ## | 400 | must be a JSON object",
        "/mutate--v1-pod | [] | 400 | must be a JSON object",
        "/mutate--v1-pod | {a:1} | 400 | not JSON",
        "/mutate--v1-pod | {\"a\":1} x | 400 | not JSON",
        "/mutate--v1-pod | {} | 400 | AdmissionReview of admission.k8s.io/v1",
        "/mutate--v1-pod | {\"kind\":\"AdmissionReview\",\"apiVersion\":\"admission.k8s.io/v1beta1\"} | 400 | admissionReviewVersions",
        "/mutate--v1-pod | {\"kind\":\"AdmissionReview\",\"apiVersion\":\"admission.k8s.io/v1\"} | 400 | no request with a uid",
      })
  void answersWhatIsNoReviewWithAStatus(String path, String body, int code, String message) {
    ReviewAnswer answer = reviews.answer(path, body.getBytes(StandardCharsets.UTF_8));
    assertThat(answer.status()).isEqualTo(code);
    assertThat(Json.string(answer.json(), "kind")).isEqualTo("Status");
    assertThat(Json.integer(answer.json(), "code")).isEqualTo(code);
    assertThat(Json.string(answer.json(), "message")).contains(message).doesNotContain("Exception");
  }

  @Test
  void refusesBodiesThatAreTooLongOrNestedTooDeep() {
    AdmissionReviews small = new AdmissionReviews(Gang.NONE, new ReviewLimits(100, 8));
    String path = AdmissionPath.MUTATE_POD.path();
    assertThat(small.answer(path, new byte[101]).status()).isEqualTo(413);
    byte[] deep =
        ("{\"a\":" + "[".repeat(9) + "]".repeat(9) + "}").getBytes(StandardCharsets.UTF_8);
    assertThat(Json.string(small.answer(path, deep).json(), "message")).contains("deeper than 8");
    byte[] bomb = "[".repeat(1_000_000).getBytes(StandardCharsets.UTF_8);
    assertThat(reviews.answer(path, bomb).status()).isEqualTo(400);
  }

  @Test
  void refusesBytesThatAreNotUtf8() {
    byte[] latin = {'{', '"', (byte) 0xe4, '"', ':', '1', '}'};
    ReviewAnswer answer = reviews.answer(AdmissionPath.MUTATE_POD.path(), latin);
    assertThat(Json.string(answer.json(), "message")).contains("UTF-8");
  }

  private static void assertUnchanged(JsonObject answer) {
    assertThat(Json.object(answer, "response"))
        .isEqualTo(Reviews.json("{'uid':'" + UID + "','allowed':true}"));
  }

  private static JsonObject reviewFor(AdmissionPath path) {
    return path == AdmissionPath.MUTATE_POD
        ? Reviews.pod(pod())
        : Reviews.set(set("{'leaderWorkerTemplate':{'workerTemplate':{}}}"));
  }

  private static JsonObject set(String spec) {
    return Reviews.json("{'metadata':{'name':'a','namespace':'default'},'spec':" + spec + "}");
  }

  private static JsonObject pod() {
    return Reviews.json(
        "{'metadata':{'name':'a-0','labels':{'leaderworkerset.sigs.k8s.io/name':'a',"
            + "'leaderworkerset.sigs.k8s.io/worker-index':'0'},'annotations':{"
            + "'leaderworkerset.sigs.k8s.io/size':'2'}},'spec':{'containers':[{'name':'c'}]}}");
  }
}
