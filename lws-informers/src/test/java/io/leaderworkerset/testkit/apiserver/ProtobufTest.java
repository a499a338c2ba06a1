package io.leaderworkerset.testkit.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leaderworkerset.testkit.api.ClusterApi.ApiException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The few protobuf bodies that kubectl sends. */
class ProtobufTest {
  /** A length-delimited field. */
  private static byte[] field(int number, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(number << 3 | 2);
    int length = content.size();
    while (length > 127) {
      out.write(length & 127 | 128);
      length >>= 7;
    }
    out.write(length);
    out.writeBytes(content.toByteArray());
    return out.toByteArray();
  }

  private static byte[] text(int number, String value) {
    return field(number, value.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] body(String kind, byte[]... fields) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {'k', '8', 's', 0});
    out.writeBytes(field(1, text(1, "v1"), text(2, kind)));
    out.writeBytes(field(2, fields));
    return out.toByteArray();
  }

  @Test
  void readsNamesMapsAndBytes() {
    String value = "x".repeat(300);
    byte[] secret =
        body(
            "Secret",
            field(1, text(1, "s"), text(2, ""), field(11, text(1, "l"), text(2, "v"))),
            field(2, text(1, "key"), text(2, "abc")),
            field(4, text(1, "long"), text(2, value)),
            new byte[] {5 << 3, 1},
            text(15, "unknown"));

    assertThat(Protobuf.object(secret))
        .isEqualTo(
            ServerTest.json(
                "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"s\","
                    + "\"labels\":{\"l\":\"v\"}},\"data\":{\"key\":\"YWJj\"},\"stringData\":"
                    + "{\"long\":\""
                    + value
                    + "\"},\"immutable\":true}"));
  }

  @Test
  void otherKindsAreUnsupportedAndTornMessagesBad() {
    assertThatThrownBy(() -> Protobuf.object(body("Deployment")))
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.code()).isEqualTo(415));
    byte[] whole = body("Namespace", field(1, text(1, "n")));
    assertThatThrownBy(() -> Protobuf.object(java.util.Arrays.copyOf(whole, whole.length - 1)))
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.code()).isEqualTo(400));
  }
}
