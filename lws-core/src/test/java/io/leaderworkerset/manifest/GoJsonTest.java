package io.leaderworkerset.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonPrimitive;
import io.leaderworkerset.json.Json;
import org.junit.jupiter.api.Test;

class GoJsonTest {
  @Test
  void sortsKeysAndLeavesOutSpacesAndNulls() {
    assertThat(GoJson.write(Json.parse("{\"b\": [1, null, {}], \"a\": true, \"c\": null}")))
        .isEqualTo("{\"a\":true,\"b\":[1,null,{}]}");
  }

  @Test
  void escapesWhatGoEscapes() {
    assertThat(GoJson.write(new JsonPrimitive("<a&b>\u2028\u2029\u0001\n\t\r\b\f\"\\é/\u007f")))
        .isEqualTo(
            "\"\\u003ca\\u0026b\\u003e\\u2028\\u2029\\u0001\\n\\t\\r\\b\\f\\\"\\\\é/\u007f\"");
  }

  @Test
  void writesWholeNumbersWithoutAPoint() {
    assertThat(GoJson.write(Json.parse("[1.0, 8080, 1.50, 100, 1e3, 0.0]")))
        .isEqualTo("[1,8080,1.5,100,1000,0]");
  }
}
