package io.leaderworkerset.informers.observe;

import com.google.gson.stream.JsonReader;
import io.leaderworkerset.informers.cache.CachedValue;
import io.leaderworkerset.informers.cache.ObjectParser;
import io.leaderworkerset.informers.cache.StringPool;
import io.leaderworkerset.observe.PodObservation;
import java.io.IOException;
import java.io.StringReader;
import java.util.concurrent.TimeUnit;
import javax.annotation.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Reading a pod of a watch into its record. In the parser's package, to reach it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PodParsingBenchmark {
  private static final String POD =
      """
      {"kind": "Pod", "apiVersion": "v1", "metadata": {"namespace": "team-models",
       "name": "llama-7-2", "uid": "0f2b7e0c-6f0d-4c57-9d0e-000000000001", "resourceVersion": "7",
       "creationTimestamp": "2026-11-23T08:00:00Z", "labels": {"app": "vllm",
        "leaderworkerset.sigs.k8s.io/name": "llama",
        "leaderworkerset.sigs.k8s.io/group-index": "7",
        "leaderworkerset.sigs.k8s.io/worker-index": "2",
        "leaderworkerset.sigs.k8s.io/template-revision-hash": "5c8d7b9f6",
        "controller-revision-hash": "llama-7-7d9c"},
       "annotations": {"leaderworkerset.sigs.k8s.io/size": "4",
        "leaderworkerset.sigs.k8s.io/leader-name": "llama-7"},
       "ownerReferences": [{"apiVersion": "apps/v1", "kind": "StatefulSet", "name": "llama-7",
        "uid": "9f2b7e0c-6f0d-4c57-9d0e-000000000002", "controller": true}],
       "managedFields": [{"manager": "kube-controller-manager", "operation": "Update",
        "apiVersion": "v1", "time": "2026-11-23T08:00:00Z", "fieldsType": "FieldsV1",
        "fieldsV1": {"f:metadata": {"f:labels": {".": {}, "f:app": {}}}, "f:spec":
         {"f:containers": {"k:{\\"name\\":\\"server\\"}": {".": {}, "f:env": {".": {},
          "k:{\\"name\\":\\"MODEL\\"}": {".": {}, "f:name": {}, "f:value": {}}}}}}}}]},
       "spec": {"nodeName": "node-1", "containers": [{"name": "server",
         "image": "registry.example.com/server:1", "env": [{"name": "LWS_LEADER_ADDRESS",
          "value": "llama-7.llama.team-models"}, {"name": "MODEL", "value": "example"}],
         "resources": {"limits": {"nvidia.com/gpu": "8"}}, "terminationMessagePath": "/dev/t"}],
        "restartPolicy": "Always", "tolerations": [{"key": "node.kubernetes.io/not-ready",
         "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300}]},
       "status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"},
         {"type": "ContainersReady", "status": "True"}, {"type": "PodScheduled", "status": "True"},
         {"type": "Initialized", "status": "True"}], "hostIP": "10.0.0.1", "podIP": "10.1.0.1",
        "containerStatuses": [{"name": "server", "ready": true, "restartCount": 0, "image": "i",
         "state": {"running": {"startedAt": "2026-11-23T08:00:01Z"}}}], "qosClass": "Burstable"}}
      """;

  private final ObjectParser<CachedValue<PodObservation>> parser =
      Parsers.pods(new StringPool(1000));

  /** Made by JMH. */
  public PodParsingBenchmark() {}

  /** One ready worker pod. */
  @Benchmark
  @Nullable
  public Object pod() throws IOException {
    return parser.parse(new JsonReader(new StringReader(POD)));
  }
}
