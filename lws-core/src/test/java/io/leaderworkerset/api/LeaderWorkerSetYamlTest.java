package io.leaderworkerset.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leaderworkerset.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeaderWorkerSetYamlTest {
  private static final String HEAD =
      "apiVersion: leaderworkerset.x-k8s.io/v1\nkind: LeaderWorkerSet\n";

  @Test
  void readsAManifest() {
    LeaderWorkerSet set =
        LeaderWorkerSetYaml.strict()
            .load(
                HEAD
                    + """
                    metadata:
                      name: vllm
                    spec:
                      replicas: 2
                      rolloutStrategy:
                        rollingUpdateConfiguration: {maxSurge: 25%, maxUnavailable: 1}
                      leaderWorkerTemplate:
                        size: 4
                        workerTemplate:
                          spec:
                            somethingNew: {kept: true}
                            containers:
                            - name: c
                              args: [8080:80, yes, 2026-11-23, "1", 0x10, ~]
                            volumes:
                            - name: v
                              secret: {secretName: s, defaultMode: 0644}
                    """);

    assertThat(set.metadata().getName()).isEqualTo("vllm");
    assertThat(set.spec().replicas()).isEqualTo(2);
    assertThat(set.spec().rolloutStrategy().rollingUpdateConfiguration().maxSurge().getStrValue())
        .isEqualTo("25%");
    assertThat(set.spec().leaderWorkerTemplate().workerTemplate().toJson())
        .isEqualTo(
            Json.parse(
                """
                {"spec": {"somethingNew": {"kept": true}, "containers": [{"name": "c",
                  "args": ["8080:80", "yes", "2026-11-23", "1", 16, null]}],
                  "volumes": [{"name": "v", "secret": {"secretName": "s", "defaultMode": 420}}]}}
                """));
  }

  @Test
  void readsSeveralDocumentsAndPassesOverEmptyOnes() {
    String text =
        "---\n" + HEAD + "metadata: {name: a}\n---\n---\n# nothing\n---\n" + HEAD + "spec: {}\n";

    assertThat(LeaderWorkerSetYaml.strict().loadAll(text))
        .extracting(s -> s.metadata().getName())
        .containsExactly("a", null);
    assertThat(LeaderWorkerSetYaml.strict().loadAll("")).isEmpty();
  }

  @Test
  void mergesAnchorsAndLetsOwnFieldsWin() {
    LeaderWorkerSet set =
        LeaderWorkerSetYaml.lenient()
            .load(
                HEAD
                    + """
                    spec:
                      leaderWorkerTemplate:
                        leaderTemplate: &t
                          metadata: {labels: {a: b}}
                          spec: {hostname: x}
                        workerTemplate:
                          <<: *t
                          spec: {hostname: y}
                    """);

    assertThat(set.spec().leaderWorkerTemplate().workerTemplate().toJson())
        .isEqualTo(
            Json.parse(
                "{\"metadata\": {\"labels\": {\"a\": \"b\"}}, \"spec\": {\"hostname\": \"y\"}}"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "spec: {replica: 2} | line 3, column 8: unknown field spec.replica; known are",
        "sepc: {} | line 3, column 1: unknown field sepc; known are",
        "spec: {leaderWorkerTemplate: {sise: 2}} |"
            + " line 3, column 31: unknown field spec.leaderWorkerTemplate.sise",
        "spec: {rolloutStrategy: {rollingUpdateConfiguration: {maxsurge: 1}}} |"
            + " unknown field spec.rolloutStrategy.rollingUpdateConfiguration.maxsurge"
      })
  void strictReaderNamesUnknownFields(String body, String message) {
    assertThatThrownBy(() -> LeaderWorkerSetYaml.strict().load(HEAD + body))
        .isInstanceOf(LeaderWorkerSetYamlException.class)
        .hasMessageContaining(message);
    assertThat(LeaderWorkerSetYaml.lenient().load(HEAD + body).spec().replicas()).isNull();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "spec: {replicas: three} | line 3, column 18: spec.replicas must be a whole number, but is"
            + " three",
        "spec: {replicas: 1.5} | spec.replicas must be a whole number, but is 1.5",
        "spec: {replicas: 99999999999} | spec.replicas must be a whole number",
        "spec: [] | line 3, column 7: spec must be a map of fields",
        "spec: {startupPolicy: 1} | spec.startupPolicy must be a text, but is 1",
        "spec: {leaderWorkerTemplate: {volumeClaimTemplates: {}}} | must be a list",
        "spec: {leaderWorkerTemplate: {workerTemplate: x}} | must be a map of fields",
        "spec: {replicas: 1, replicas: 2} | line 3, column",
        "metadata: {name: a, name: b} | line 3, column 21",
        "metadata: {? [a] : b} | the name of a field must be a text",
        "metadata: {creationTimestamp: yesterday} | not a LeaderWorkerSet",
        "spec: { | line 4, column 1: not YAML",
        "spec: !!javax.script.ScriptEngineManager [] | tag is not allowed",
        "metadata: {labels: &a {x: *a}} | alias"
      })
  void bothReadersNameThePlaceOfAMistake(String body, String message) {
    for (LeaderWorkerSetYaml reader :
        new LeaderWorkerSetYaml[] {LeaderWorkerSetYaml.strict(), LeaderWorkerSetYaml.lenient()}) {
      assertThatThrownBy(() -> reader.load(HEAD + body + "\n"))
          .isInstanceOf(LeaderWorkerSetYamlException.class)
          .hasMessageStartingWith("line ")
          .hasMessageContaining(message);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kind: LeaderWorkerSet | apiVersion must be leaderworkerset.x-k8s.io/v1",
        "{apiVersion: leaderworkerset.x-k8s.io/v1, kind: Job} | line 1, column 49: kind must be"
            + " LeaderWorkerSet, but is Job",
        "hello | expected a LeaderWorkerSet"
      })
  void refusesOtherObjects(String text, String message) {
    assertThatThrownBy(() -> LeaderWorkerSetYaml.lenient().load(text))
        .isInstanceOf(LeaderWorkerSetYamlException.class)
        .hasMessageContaining(message);
  }

  @Test
  void loadWantsExactlyOneSet() {
    assertThatThrownBy(() -> LeaderWorkerSetYaml.strict().load(""))
        .hasMessageContaining("expected one LeaderWorkerSet but found 0");
    assertThatThrownBy(() -> LeaderWorkerSetYaml.strict().load(HEAD + "---\n" + HEAD))
        .hasMessageContaining("found 2");
  }

  @Test
  void carriesLineAndColumn() {
    assertThatThrownBy(() -> LeaderWorkerSetYaml.strict().load(HEAD + "spec:\n  replica: 1\n"))
        .isInstanceOfSatisfying(
            LeaderWorkerSetYamlException.class,
            e -> {
              assertThat(e.line()).isEqualTo(4);
              assertThat(e.column()).isEqualTo(3);
            });
  }

  @Test
  void stopsAtAliasesOfAliases() {
    StringBuilder bomb =
        new StringBuilder(HEAD + "metadata:\n  a0: &a0 [x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 12; i++) {
      String alias = "*a" + (i - 1);
      bomb.append("  a%d: &a%d [%s, %s, %s, %s]\n".formatted(i, i, alias, alias, alias, alias));
    }
    assertThatThrownBy(() -> LeaderWorkerSetYaml.lenient().load(bomb.toString()))
        .isInstanceOf(LeaderWorkerSetYamlException.class);
  }

  @Test
  void writesWhatReadersOfOldYamlUnderstandToo() {
    LeaderWorkerSet set =
        LeaderWorkerSetYaml.lenient()
            .load(HEAD + "metadata: {labels: {a: yes, b: '1', c: 2026-11-23, d: 12:30}}");

    assertThat(LeaderWorkerSetYaml.dump(set))
        .contains("a: 'yes'", "b: '1'", "c: '2026-11-23'", "d: '12:30'")
        .startsWith(HEAD);
  }
}
