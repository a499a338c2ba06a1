package io.leaderworkerset.testkit.apiserver;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A server and a client for each test, and the objects they write. */
abstract class ServerTest {
  static final String PODS = "/api/v1/namespaces/default/pods";
  static final String SETS = "/apis/apps/v1/namespaces/default/statefulsets";
  static final String MAPS = "/api/v1/namespaces/default/configmaps";
  static final String LWS = "/apis/leaderworkerset.x-k8s.io/v1/namespaces/default/leaderworkersets";

  EmbeddedApiServer server;
  Api api;

  @BeforeEach
  void startServer() {
    server = configure(EmbeddedApiServer.builder()).start();
    api = new Api(server);
  }

  EmbeddedApiServer.Builder configure(EmbeddedApiServer.Builder builder) {
    return builder;
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  static JsonObject json(String text) {
    return JsonParser.parseString(text).getAsJsonObject();
  }

  static String map(String name) {
    return map(name, "");
  }

  static String map(String name, String labels) {
    return "{\"metadata\":{\"name\":\"%s\",\"labels\":{%s}},\"data\":{\"a\":\"1\"}}"
        .formatted(name, labels);
  }

  static String pod(String name) {
    return """
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s","labels":{"app":"x"}},
         "spec":{"containers":[{"name":"c","image":"i:1"}]}}"""
        .formatted(name);
  }

  static String boundPod(String name) {
    return pod(name).replace("\"spec\":{", "\"spec\":{\"nodeName\":\"n1\",");
  }

  static String set(String name) {
    return """
        {"apiVersion":"apps/v1","kind":"StatefulSet","metadata":{"name":"%s"},
         "spec":{"replicas":2,"serviceName":"s","selector":{"matchLabels":{"app":"x"}},
          "template":{"metadata":{"labels":{"app":"x"}},
           "spec":{"containers":[{"name":"c","image":"i:1"}]}}}}"""
        .formatted(name);
  }

  static String lws(String name) {
    return """
        {"apiVersion":"leaderworkerset.x-k8s.io/v1","kind":"LeaderWorkerSet",
         "metadata":{"name":"%s"},
         "spec":{"replicas":2,"leaderWorkerTemplate":{"size":2,"workerTemplate":{"spec":{
          "containers":[{"name":"c","image":"i:1"}]}}}}}"""
        .formatted(name);
  }
}
