package io.leaderworkerset.examples.benchmarks;

import io.leaderworkerset.admission.Gang;
import io.leaderworkerset.admission.review.AdmissionPath;
import io.leaderworkerset.admission.review.AdmissionReviews;
import io.leaderworkerset.admission.review.ReviewAnswer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Admitting a worker pod: from the bytes of the review to the bytes of its answer. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class AdmissionBenchmark {
  private static final String REVIEW =
      """
      {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {"uid": "r-1",
       "kind": {"group": "", "version": "v1", "kind": "Pod"},
       "resource": {"group": "", "version": "v1", "resource": "pods"},
       "name": "llama-7-2", "namespace": "team-models", "operation": "CREATE",
       "object": {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "llama-7-2",
         "namespace": "team-models", "labels": {"leaderworkerset.sigs.k8s.io/name": "llama",
          "leaderworkerset.sigs.k8s.io/group-index": "7",
          "leaderworkerset.sigs.k8s.io/group-key": "0123456789abcdef"},
         "annotations": {"leaderworkerset.sigs.k8s.io/size": "4",
          "leaderworkerset.sigs.k8s.io/leader-name": "llama-7"}},
        "spec": {"subdomain": "llama", "containers": [{"name": "server",
          "image": "registry.example.com/server:1",
          "env": [{"name": "MODEL", "value": "example"}, {"name": "CACHE", "value": "/c"}],
          "resources": {"limits": {"nvidia.com/gpu": "8"}}}]}}}}
      """;

  private final AdmissionReviews reviews = new AdmissionReviews(Gang.NONE);
  private final byte[] body = REVIEW.getBytes(StandardCharsets.UTF_8);

  /** Made by JMH. */
  public AdmissionBenchmark() {}

  /** One worker pod. */
  @Benchmark
  public ReviewAnswer workerPod() {
    return reviews.answer(AdmissionPath.MUTATE_POD.path(), body);
  }
}
