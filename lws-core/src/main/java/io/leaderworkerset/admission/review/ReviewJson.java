package io.leaderworkerset.admission.review;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/** Reads the bytes of a review, within limits. */
final class ReviewJson {
  private static final Gson STRICT = new GsonBuilder().setStrictness(Strictness.STRICT).create();

  private ReviewJson() {}

  /**
   * Returns the object that the bytes hold.
   *
   * @throws MalformedReviewException if they hold none, or one that is nested too deep
   */
  static JsonObject parse(byte[] body, ReviewLimits limits) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
      JsonElement json = STRICT.fromJson(text, JsonElement.class);
      if (json == null || !json.isJsonObject()) {
        throw new MalformedReviewException("the body must be a JSON object, an AdmissionReview");
      }
      checkDepth(json.getAsJsonObject(), limits.maxDepth());
      return json.getAsJsonObject();
    } catch (CharacterCodingException e) {
      throw new MalformedReviewException("the body must be JSON in UTF-8");
    } catch (JsonParseException e) {
      throw new MalformedReviewException("the body is not JSON: " + firstLine(e));
    }
  }

  /**
   * Checks the nesting, without recursion.
   *
   * @throws MalformedReviewException if it is deeper than allowed
   */
  static void checkDepth(JsonObject root, int maxDepth) {
    Deque<Map.Entry<JsonElement, Integer>> open = new ArrayDeque<>();
    open.push(Map.entry(root, 1));
    while (!open.isEmpty()) {
      Map.Entry<JsonElement, Integer> next = open.pop();
      int depth = next.getValue();
      if (depth > maxDepth) {
        throw new MalformedReviewException(
            "the review is nested deeper than " + maxDepth + " objects and arrays");
      }
      JsonElement json = next.getKey();
      Iterable<JsonElement> children =
          json.isJsonObject() ? json.getAsJsonObject().asMap().values() : json.getAsJsonArray();
      for (JsonElement child : children) {
        if (child.isJsonObject() || child.isJsonArray()) {
          open.push(Map.entry(child, depth + 1));
        }
      }
    }
  }

  private static String firstLine(JsonParseException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    String text = String.valueOf(cause.getMessage());
    int end = text.indexOf('\n');
    return Responses.clip(end < 0 ? text : text.substring(0, end));
  }
}
