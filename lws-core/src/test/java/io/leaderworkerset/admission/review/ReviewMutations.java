package io.leaderworkerset.admission.review;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Breaks reviews, each time in another way; the same seed gives the same ways. */
final class ReviewMutations {
  private static final String[] TEXTS = {
    "",
    "0",
    "-1",
    "101%",
    "50%",
    "%",
    "Default",
    "LeaderExcluded",
    "a/b",
    "\u0000",
    "x".repeat(300),
    "null",
    "9999999999999999999%",
    "Ünïcode",
    "\ud800",
    "UniquePerReplica",
    "a-1",
    "-",
    "tpu-2147483648"
  };
  private static final String[] NUMBERS = {
    "0",
    "-1",
    "1",
    "2",
    "3",
    "1.5",
    "1.0",
    "1e2",
    "2147483647",
    "2147483648",
    "-2147483649",
    "1e400",
    "1e-400",
    "9223372036854775808",
    "1000000",
    "1000001"
  };

  private final Random random;

  ReviewMutations(long seed) {
    this.random = new Random(seed);
  }

  /** Changes one to three places of the review. */
  void mutate(JsonObject review) {
    // Most changes go where they matter; some go anywhere in the review.
    for (int i = random.nextInt(3); i >= 0; i--) {
      JsonElement target = review;
      if (random.nextInt(10) > 0 && review.get("request") instanceof JsonObject request) {
        JsonElement part = request.get(random.nextInt(8) == 0 ? "oldObject" : "object");
        target = part == null || part.isJsonPrimitive() || part.isJsonNull() ? review : part;
      }
      change(pick(target));
    }
  }

  /** Returns an object or array somewhere below; those near the top more often. */
  private JsonElement pick(JsonElement root) {
    JsonElement here = root;
    while (true) {
      List<JsonElement> inner = new ArrayList<>();
      children(here).forEach(c -> addComposite(inner, c));
      if (inner.isEmpty() || random.nextInt(4) == 0) {
        return here;
      }
      here = inner.get(random.nextInt(inner.size()));
    }
  }

  private static void addComposite(List<JsonElement> out, JsonElement value) {
    if (value.isJsonObject() || value.isJsonArray()) {
      out.add(value);
    }
  }

  private static Iterable<JsonElement> children(JsonElement value) {
    return value.isJsonObject()
        ? new ArrayList<>(value.getAsJsonObject().asMap().values())
        : value.getAsJsonArray();
  }

  private void change(JsonElement composite) {
    if (composite instanceof JsonArray array) {
      if (array.isEmpty() || random.nextInt(3) == 0) {
        array.add(junk(2));
      } else {
        array.set(random.nextInt(array.size()), junk(2));
      }
      return;
    }
    JsonObject object = composite.getAsJsonObject();
    List<Map.Entry<String, JsonElement>> members = new ArrayList<>(object.entrySet());
    if (members.isEmpty() || random.nextInt(8) == 0) {
      object.add(TEXTS[random.nextInt(TEXTS.length)], junk(2));
      return;
    }
    String name = members.get(random.nextInt(members.size())).getKey();
    switch (random.nextInt(4)) {
      case 0 -> object.remove(name);
      case 1 -> object.add(name, JsonNull.INSTANCE);
      default -> object.add(name, junk(2));
    }
  }

  private JsonElement junk(int depth) {
    return switch (random.nextInt(depth > 0 ? 8 : 5)) {
      case 0, 1 -> new JsonPrimitive(TEXTS[random.nextInt(TEXTS.length)]);
      case 2, 3 -> com.google.gson.JsonParser.parseString(NUMBERS[random.nextInt(NUMBERS.length)]);
      case 4 -> new JsonPrimitive(random.nextBoolean());
      case 5 -> new JsonObject();
      case 6 -> array(junk(depth - 1));
      default -> random.nextInt(20) == 0 ? deep(300) : object(junk(depth - 1));
    };
  }

  private static JsonArray array(JsonElement item) {
    JsonArray out = new JsonArray();
    out.add(item);
    return out;
  }

  private static JsonObject object(JsonElement member) {
    JsonObject out = new JsonObject();
    out.add("name", member);
    return out;
  }

  private static JsonElement deep(int levels) {
    JsonElement out = new JsonObject();
    for (int i = 0; i < levels; i++) {
      out = array(out);
    }
    return out;
  }

  /** Returns the bytes with a few of them changed, cut off or doubled. */
  byte[] garble(byte[] bytes) {
    byte[] out = bytes.clone();
    for (int i = random.nextInt(4); i >= 0; i--) {
      out[random.nextInt(out.length)] = (byte) random.nextInt(256);
    }
    return random.nextInt(4) == 0 ? java.util.Arrays.copyOf(out, random.nextInt(out.length)) : out;
  }
}
