package io.leaderworkerset.admission.review;

import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import javax.annotation.Nullable;

/** Reviews as an API server sends them. */
final class Reviews {
  private Reviews() {}

  static JsonObject set(JsonObject set) {
    return review("leaderworkerset.x-k8s.io", "LeaderWorkerSet", "leaderworkersets", set, null);
  }

  static JsonObject set(JsonObject set, @Nullable JsonObject old) {
    return review("leaderworkerset.x-k8s.io", "LeaderWorkerSet", "leaderworkersets", set, old);
  }

  static JsonObject pod(JsonObject pod) {
    return review("", "Pod", "pods", pod, null);
  }

  static JsonObject json(String text) {
    return JsonParser.parseString(text.replace('\'', '"')).getAsJsonObject();
  }

  private static JsonObject review(
      String group, String kind, String plural, JsonObject object, @Nullable JsonObject old) {
    JsonObject out =
        json(
            "{'kind':'AdmissionReview','apiVersion':'admission.k8s.io/v1','request':{"
                + "'uid':'705ab4f5-6393-11e8-b7cc-42010a800002',"
                + "'kind':{'group':'"
                + group
                + "','version':'v1','kind':'"
                + kind
                + "'},'resource':{'group':'"
                + group
                + "','version':'v1','resource':'"
                + plural
                + "'},'namespace':'default','userInfo':{'username':'admin','groups':['a']},"
                + "'dryRun':false,'options':{'kind':'CreateOptions'}}}");
    JsonObject request = out.getAsJsonObject("request");
    request.addProperty("operation", old == null ? "CREATE" : "UPDATE");
    request.add("object", object.deepCopy());
    request.add("oldObject", old == null ? JsonNull.INSTANCE : old.deepCopy());
    return out;
  }
}
