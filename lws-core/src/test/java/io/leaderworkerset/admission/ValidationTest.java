package io.leaderworkerset.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.leaderworkerset.api.LeaderWorkerSet;
import io.leaderworkerset.json.Json;
import java.util.List;
import javax.annotation.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValidationTest {
  private static final String META = "{\"name\": \"s\", \"namespace\": \"ns\"}";

  @ParameterizedTest(name = "name of {0}, replicas {1}, surge {2}, size {3}: fits is {4}")
  @CsvSource({
    "50, 10, 0, 10, true", // <50>-9
    "51, 10, 0, 10, false",
    "50, 11, 0, 10, false", // <50>-10
    "49, 11, 0, 10, true",
    "50, 10, 1, 10, false", // a surge group has ordinal 10
    "50, 10, 0, 100000, true", // <50>-9-99999
    "52, 1000, 0, 1, true", // no worker StatefulSets
    "53, 1, 0, 1, false",
    "63, 0, 0, 4, true" // no pods at all
  })
  void defect13PodNamesMustFitForTheHighestOrdinals(
      int length, int replicas, int surge, int size, boolean fits) {
    LeaderWorkerSet set =
        set(
            "{\"name\": \"%s\", \"namespace\": \"ns\"}".formatted("n".repeat(length)),
            """
            {"replicas": %d, "leaderWorkerTemplate": {"size": %d}, "rolloutStrategy":
              {"rollingUpdateConfiguration": {"maxUnavailable": 1, "maxSurge": %d}}}
            """
                .formatted(replicas, size, surge));

    List<FieldError> errors = Validation.validate(set, null);

    if (fits) {
      assertThat(errors).isEmpty();
    } else {
      assertThat(errors).hasSize(1);
      assertThat(errors.get(0).field()).isEqualTo("metadata.name");
      assertThat(errors.get(0).detail())
          .contains(
              "StatefulSet " + "n".repeat(length),
              "no more than 52 leave room for the hash in the label controller-revision-hash",
              "replicas + maxSurge is " + (replicas + surge),
              "size is " + size);
    }
  }

  @ParameterizedTest(name = "{0} must not be {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "spec.leaderWorkerTemplate.restartPolicy | {\"leaderWorkerTemplate\": {\"restartPolicy\":"
            + " \"Sometimes\"}}",
        "spec.startupPolicy | {\"startupPolicy\": \"Sometimes\"}",
        "spec.networkConfig.subdomainPolicy | {\"networkConfig\": {\"subdomainPolicy\":"
            + " \"Sometimes\"}}",
        "spec.rolloutStrategy.type | {\"rolloutStrategy\": {\"type\": \"Sometimes\"}}",
        "spec.leaderWorkerTemplate.subGroupPolicy.subGroupPolicyType | {\"leaderWorkerTemplate\":"
            + " {\"subGroupPolicy\": {\"subGroupSize\": 1, \"subGroupPolicyType\":"
            + " \"Sometimes\"}}}",
        "spec.leaderWorkerTemplate.persistentVolumeClaimRetentionPolicy.whenScaled |"
            + " {\"leaderWorkerTemplate\": {\"persistentVolumeClaimRetentionPolicy\":"
            + " {\"whenScaled\": \"Sometimes\"}}}"
      })
  void choicesAreOneOfThoseThereAre(String field, String spec) {
    List<FieldError> errors = Validation.validate(set(META, spec), null);

    assertThat(errors).hasSize(1);
    assertThat(errors.get(0).field()).isEqualTo(field);
    assertThat(errors.get(0).type().value()).isEqualTo("FieldValueNotSupported");
    assertThat(errors.get(0).message())
        .startsWith(field + ": Unsupported value: \"Sometimes\": supported values: \"");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"namespace\": \"ns\"} | metadata.name: Required value: name or generateName is required",
        "{\"name\": \"s\"} | metadata.namespace: Required value",
        "{\"name\": \"s\", \"namespace\": \"N\"} | metadata.namespace: Invalid value: \"N\": a"
            + " lowercase RFC 1123 label",
        "{\"name\": \"s\", \"namespace\": \"ns\", \"labels\": {\"a\": \"b c\"}} | metadata.labels:"
            + " Invalid value: \"b c\": a valid label must be an empty string",
        "{\"name\": \"s\", \"namespace\": \"ns\", \"labels\": {\"/a\": \"\"}} | metadata.labels:"
            + " Invalid value: \"/a\": prefix part must be non-empty",
        "{\"name\": \"s\", \"namespace\": \"ns\", \"labels\": {\"A_b/a\": \"\"}} | \"A_b/a\":"
            + " prefix part a lowercase RFC 1123 subdomain",
        "{\"name\": \"s\", \"namespace\": \"ns\", \"annotations\": {\"a/b/c\": \"\"}} |"
            + " metadata.annotations: Invalid value: \"a/b/c\": a qualified name must consist of",
        "{\"name\": \"s\", \"namespace\": \"ns\", \"finalizers\": [\"a b\"]} |"
            + " metadata.finalizers[0]: Invalid value",
        "{\"name\": \"s\", \"namespace\": \"ns\", \"generation\": -1} | metadata.generation:"
            + " Invalid value: -1: must be greater than or equal to 0",
        "{\"name\": \"s\", \"namespace\": \"ns\", \"ownerReferences\": [{\"apiVersion\": \"v1\","
            + " \"kind\": \"K\", \"name\": \"n\", \"uid\": \"\"}]} |"
            + " metadata.ownerReferences[0].uid: Invalid value: \"\": must not be empty"
      })
  void metadataMustBeValid(String metadata, String message) {
    List<FieldError> errors = Validation.validate(set(metadata, "{}"), null);

    assertThat(errors).hasSize(1);
    assertThat(errors.get(0).message()).contains(message);
  }

  @Test
  void annotationsHaveALimit() {
    JsonObject metadata = Json.parse(META).getAsJsonObject();
    JsonObject annotations = new JsonObject();
    annotations.addProperty("a", "x".repeat(256 * 1024));
    metadata.add("annotations", annotations);

    assertThat(Validation.validate(set(metadata.toString(), "{}"), null))
        .singleElement()
        .satisfies(
            e ->
                assertThat(e.message())
                    .isEqualTo(
                        "metadata.annotations: Too long: may not be more than 262144 bytes"));
  }

  @Test
  void generatedNamesAreCheckedToo() {
    assertThat(
            Validation.validate(
                set("{\"generateName\": \"set-\", \"namespace\": \"ns\"}", "{}"), null))
        .isEmpty();
    assertThat(
            Validation.validate(
                set("{\"generateName\": \"1-\", \"namespace\": \"ns\"}", "{}"), null))
        .extracting(FieldError::field)
        .containsExactly("metadata.generateName");
  }

  @Test
  void absentFieldsAreReadAsTheirDefaults() {
    for (String spec :
        new String[] {
          "{}",
          "{\"leaderWorkerTemplate\": {}, \"rolloutStrategy\": {}, \"networkConfig\": null}",
          "{\"rolloutStrategy\": {\"rollingUpdateConfiguration\": {}}}",
          "{\"replicas\": null, \"leaderWorkerTemplate\": {\"size\": null}}"
        }) {
      assertThat(Validation.validate(set(META, spec), null)).as(spec).isEmpty();
      assertThat(Validation.validate(set(META, spec), set("{}", "{}"))).as(spec).isEmpty();
    }
    assertThat(Validation.validate(set("{}", "{}"), null)).hasSize(2); // name and namespace
  }

  @Test
  void subGroupPolicyNeedsASize() {
    LeaderWorkerSet set = set(META, "{\"leaderWorkerTemplate\": {\"subGroupPolicy\": {}}}");

    assertThat(Validation.validate(set, null))
        .extracting(FieldError::message)
        .containsExactly(
            "spec.leaderWorkerTemplate.SubGroupPolicy.subGroupSize: Required value: subGroupSize"
                + " must be set in a subGroupPolicy");
    assertThat(Validation.validate(set, set)).hasSize(1);
  }

  @Test
  void subGroupSizeOfZeroIsAnErrorAndNoCrash() {
    assertThat(
            Validation.validate(
                set(
                    META,
                    "{\"leaderWorkerTemplate\": {\"subGroupPolicy\": {\"subGroupSize\": 0}}}"),
                null))
        .extracting(FieldError::detail)
        .containsExactly("subGroupSize must be equal or greater than 1");
  }

  @Test
  void aNegativeSubGroupSizeIsCheckedLikeAnyOther() {
    assertThat(
            Validation.validate(
                set(
                    META,
                    "{\"leaderWorkerTemplate\": {\"size\": 3, \"subGroupPolicy\":"
                        + " {\"subGroupSize\": -4}}}"),
                null))
        .extracting(FieldError::detail)
        .containsExactly(
            "subGroupSize must be equal or greater than 1",
            "size or size - 1 must be divisible by subGroupSize");
  }

  @Test
  void aResizeIsAllowed() {
    assertThat(
            Validation.validate(
                set(META, "{\"leaderWorkerTemplate\": {\"size\": 4}}"),
                set(META, "{\"leaderWorkerTemplate\": {\"size\": 1}}")))
        .isEmpty();
  }

  @Test
  void messagesReadAsKubernetesWritesThem() {
    assertThat(FieldError.invalid("spec.replicas", -1, "replicas must be equal or greater than 0"))
        .extracting(FieldError::message)
        .isEqualTo("spec.replicas: Invalid value: -1: replicas must be equal or greater than 0");
    assertThat(FieldError.invalid("f", new JsonPrimitive("150%"), "too much").message())
        .isEqualTo("f: Invalid value: \"150%\": too much");
    assertThat(FieldError.invalid("f", (JsonElement) null, "x").message())
        .isEqualTo("f: Invalid value: null: x");
    assertThat(FieldError.notSupported("f", "z", List.of("a", "b")).message())
        .isEqualTo("f: Unsupported value: \"z\": supported values: \"a\", \"b\"");
    assertThat(FieldError.required("f", "").message()).isEqualTo("f: Required value");
  }

  @Test
  void severalErrorsReadAsOne() {
    FieldError a = FieldError.required("a", "");
    FieldError b = FieldError.invalid("b", 1, "x");

    assertThat(FieldError.summary(List.of())).isEmpty();
    assertThat(FieldError.summary(List.of(a, a))).isEqualTo("a: Required value");
    assertThat(FieldError.summary(List.of(a, b)))
        .isEqualTo("[a: Required value, b: Invalid value: 1: x]");
  }

  private static LeaderWorkerSet set(String metadata, @Nullable String spec) {
    return new Gson()
        .fromJson(
            "{\"metadata\": " + metadata + ", \"spec\": " + spec + "}", LeaderWorkerSet.class);
  }
}
