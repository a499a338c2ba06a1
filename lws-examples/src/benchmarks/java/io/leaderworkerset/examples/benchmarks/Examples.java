package io.leaderworkerset.examples.benchmarks;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.leaderworkerset.api.LeaderWorkerSet;
import io.leaderworkerset.json.Json;

/** Objects as a cluster has them. */
final class Examples {
  private Examples() {}

  /** Returns a set of 200 groups of four, with a template of ordinary size. */
  static LeaderWorkerSet set() {
    return new Gson().fromJson(setJson(), LeaderWorkerSet.class);
  }

  private static JsonObject setJson() {
    return Json.parse(
            """
            {"apiVersion": "leaderworkerset.x-k8s.io/v1", "kind": "LeaderWorkerSet",
             "metadata": {"name": "llama", "namespace": "team-models", "uid": "set-uid",
              "generation": 3, "labels": {"team": "models"}},
             "spec": {"replicas": 200, "startupPolicy": "LeaderCreated",
              "networkConfig": {"subdomainPolicy": "Shared"},
              "rolloutStrategy": {"type": "RollingUpdate", "rollingUpdateConfiguration":
               {"maxUnavailable": "10%", "maxSurge": 0, "partition": 0}},
              "leaderWorkerTemplate": {"size": 4, "restartPolicy": "RecreateGroupOnPodRestart",
               "workerTemplate": {"spec": {"containers": [{"name": "server",
                "image": "registry.example.com/server:1", "command": ["serve", "--tensor", "8"],
                "ports": [{"containerPort": 8080, "protocol": "TCP"}],
                "env": [{"name": "MODEL", "value": "example"}, {"name": "CACHE", "value": "/c"}],
                "resources": {"limits": {"nvidia.com/gpu": "8", "memory": "512Gi"}},
                "volumeMounts": [{"name": "shm", "mountPath": "/dev/shm"}]}],
                "volumes": [{"name": "shm", "emptyDir": {"medium": "Memory"}}]}}}}}
            """)
        .getAsJsonObject();
  }
}
