package io.leaderworkerset.admission.review;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonPatchDiffTest {
  @ParameterizedTest(name = "{0} to {1}: {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      value = {
        "{} | {} | []",
        "{} | {'a':1} | [{'op':'add','path':'/a','value':1}]",
        "{'a':1} | {} | [{'op':'remove','path':'/a'}]",
        "{'a':1} | {'a':2} | [{'op':'replace','path':'/a','value':2}]",
        "{'a':null} | {'a':{}} | [{'op':'add','path':'/a','value':{}}]",
        "{'a':{'b':1}} | {'a':{'b':1,'c':2}} | [{'op':'add','path':'/a/c','value':2}]",
        "{} | {'x/y~z':1} | [{'op':'add','path':'/x~1y~0z','value':1}]",
        "{} | {'~1':1} | [{'op':'add','path':'/~01','value':1}]",
        "{'a':[1,2]} | {'a':[9,1,2]} | [{'op':'add','path':'/a/0','value':9}]",
        "{'a':[1,2]} | {'a':[1,2,3]} | [{'op':'add','path':'/a/2','value':3}]",
        "{'a':[1,2,3]} | {'a':[1]} | [{'op':'remove','path':'/a/2'},{'op':'remove','path':'/a/1'}]",
        "{'a':[1,2,3]} | {'a':[0,1,3]} | [{'op':'add','path':'/a/0','value':0},{'op':'remove','path':'/a/2'}]",
        "{'a':[{'n':1}]} | {'a':[{'n':1,'m':2}]} | [{'op':'add','path':'/a/0/m','value':2}]",
        "{'a':[1]} | {'a':{}} | [{'op':'replace','path':'/a','value':{}}]",
      })
  void saysOnlyWhatDiffers(String from, String to, String patch) {
    JsonElement expected = Reviews.json("{'p':" + patch + "}").get("p");
    assertThat(JsonPatchDiff.diff(Reviews.json(from), Reviews.json(to))).isEqualTo(expected);
  }

  @Test
  void turnsAnyObjectIntoAnyOther() {
    Random random = new Random(20261123);
    for (int i = 0; i < 20_000; i++) {
      JsonObject from = object(random, 3);
      JsonObject to = i % 2 == 0 ? object(random, 3) : changed(random, from.deepCopy());
      JsonArray patch = JsonPatchDiff.diff(from, to);
      assertThat(PatchApplier.apply(from, patch)).as("%s to %s", from, to).isEqualTo(to);
    }
  }

  @Test
  void replacesLongArraysWithoutComparingAllPairs() {
    JsonObject from = new JsonObject();
    JsonObject to = new JsonObject();
    from.add("a", numbers(0, 20_000));
    to.add("a", numbers(7, 19_000));
    assertThat(PatchApplier.apply(from, JsonPatchDiff.diff(from, to))).isEqualTo(to);
  }

  private static JsonArray numbers(int first, int count) {
    JsonArray out = new JsonArray();
    for (int i = 0; i < count; i++) {
      out.add(first + i * 3);
    }
    return out;
  }

  private static JsonObject changed(Random random, JsonObject object) {
    object.add("k" + random.nextInt(4), value(random, 2));
    object.remove("k" + random.nextInt(4));
    return object;
  }

  private static JsonObject object(Random random, int depth) {
    JsonObject out = new JsonObject();
    for (int i = random.nextInt(4); i > 0; i--) {
      String[] names = {"k0", "k1", "a/b", "~1", ""};
      out.add(names[random.nextInt(names.length)], value(random, depth - 1));
    }
    return out;
  }

  private static JsonElement value(Random random, int depth) {
    int kind = random.nextInt(depth > 0 ? 5 : 2);
    if (kind >= 3) {
      JsonArray out = new JsonArray();
      for (int i = random.nextInt(6); i > 0; i--) {
        out.add(value(random, depth - 1));
      }
      return out;
    }
    return kind == 2 ? object(random, depth) : new JsonPrimitive(random.nextInt(3));
  }
}
