package io.leaderworkerset.testkit.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.reflect.TypeToken;
import io.kubernetes.client.custom.V1Patch;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.AppsV1Api;
import io.kubernetes.client.openapi.apis.CoordinationV1Api;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Lease;
import io.kubernetes.client.openapi.models.V1LeaseSpec;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import io.kubernetes.client.util.Config;
import io.kubernetes.client.util.KubeConfig;
import io.kubernetes.client.util.PatchUtils;
import io.kubernetes.client.util.Watch;
import io.kubernetes.client.util.Yaml;
import java.io.StringReader;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The typed classes of the official client, which check every field they read. */
class OfficialClientTest extends ServerTest {
  private ApiClient client;
  private CoreV1Api core;

  @BeforeEach
  void connect() throws Exception {
    client = Config.fromConfig(KubeConfig.loadKubeConfig(new StringReader(server.kubeconfig())));
    core = new CoreV1Api(client);
  }

  @AfterEach
  void disconnect() {
    client.getHttpClient().dispatcher().executorService().shutdown();
    client.getHttpClient().connectionPool().evictAll();
  }

  @Test
  void objectsGoThereAndBack() throws Exception {
    V1Pod pod = core.createNamespacedPod("default", Yaml.loadAs(pod("p"), V1Pod.class)).execute();
    assertThat(pod.getMetadata().getUid()).isNotEmpty();
    assertThat(core.listNamespacedPod("default").labelSelector("app=x").execute().getItems())
        .hasSize(1);
    V1Pod deleted = core.deleteNamespacedPod("p", "default").execute();
    assertThat(deleted.getMetadata().getName()).isEqualTo("p");
    assertThatThrownBy(() -> core.readNamespacedPod("p", "default").execute())
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.getCode()).isEqualTo(404));
  }

  @Test
  void statefulSetsAreAppliedReadAndReplaced() throws Exception {
    AppsV1Api apps = new AppsV1Api(client);
    V1StatefulSet made =
        PatchUtils.patch(
            V1StatefulSet.class,
            () ->
                apps.patchNamespacedStatefulSet("web", "default", new V1Patch(set("web")))
                    .fieldManager("lws")
                    .force(true)
                    .buildCall(null),
            V1Patch.PATCH_FORMAT_APPLY_YAML,
            client);
    made.getSpec().setReplicas(4);
    V1StatefulSet replaced = apps.replaceNamespacedStatefulSet("web", "default", made).execute();
    assertThat(replaced.getSpec().getReplicas()).isEqualTo(4);
    assertThat(apps.readNamespacedStatefulSetScale("web", "default").execute().getSpec())
        .satisfies(spec -> assertThat(spec.getReplicas()).isEqualTo(4));
    assertThatThrownBy(() -> apps.replaceNamespacedStatefulSet("web", "default", made).execute())
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.getCode()).isEqualTo(409));
  }

  @Test
  void leasesKeepMicroseconds() throws Exception {
    CoordinationV1Api leases = new CoordinationV1Api(client);
    java.time.OffsetDateTime renewed =
        java.time.OffsetDateTime.parse("2026-01-02T03:04:05.123456Z");
    V1Lease lease =
        new V1Lease()
            .metadata(new V1ObjectMeta().name("l"))
            .spec(new V1LeaseSpec().holderIdentity("me").renewTime(renewed));
    leases.createNamespacedLease("default", lease).execute();
    assertThat(leases.readNamespacedLease("l", "default").execute().getSpec().getRenewTime())
        .isEqualTo(renewed);
  }

  @Test
  void typedWatchDeliversChanges() throws Exception {
    core.createNamespacedConfigMap(
            "default",
            new V1ConfigMap().metadata(new V1ObjectMeta().name("m")).data(Map.of("a", "b")))
        .execute();
    try (Watch<V1ConfigMap> watch =
        Watch.createWatch(
            client,
            core.listNamespacedConfigMap("default").watch(true).buildCall(null),
            new TypeToken<Watch.Response<V1ConfigMap>>() {}.getType())) {
      Watch.Response<V1ConfigMap> first = watch.next();
      assertThat(first.type).isEqualTo("ADDED");
      assertThat(first.object.getData()).containsEntry("a", "b");
      core.deleteNamespacedConfigMap("m", "default").execute();
      assertThat(watch.next().type).isEqualTo("DELETED");
    }
  }
}
