package io.leaderworkerset.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.leaderworkerset.identity.RestartCause;
import io.leaderworkerset.observe.ContainerTrouble;
import io.leaderworkerset.observe.RestartRecord;
import io.leaderworkerset.observe.RestartRecord.State;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestartHistoryTest {
  private static final Instant TIME = Instant.parse("2026-01-01T00:00:00.123Z");

  private static RestartRecord record(int group, State state, Instant at) {
    return new RestartRecord(
        group,
        4,
        "6599b6bb8c",
        "0b1f6d5c-77aa-4f6e-9f0e-00000000" + (1000 + group),
        state,
        3,
        2,
        at,
        RestartCause.CONTAINER_RESTARTED,
        state == State.DONE ? "" : "web-" + group + "-1",
        state == State.DONE ? null : new ContainerTrouble("main", true, 3, null, 137, "OOMKilled"),
        "2026-01-01");
  }

  @Test
  void readsWhatItWroteByGroup() {
    List<RestartRecord> records =
        List.of(
            record(0, State.DONE, TIME),
            record(3, State.DUE, TIME.plusSeconds(20)),
            record(7, State.HELD, TIME.minusSeconds(20)));
    List<RestartRecord> shuffled = List.of(records.get(2), records.get(0), records.get(1));
    assertThat(RestartHistory.read(RestartHistory.write(RestartHistory.fitting(shuffled))))
        .isEqualTo(records);
    assertThat(RestartHistory.write(List.of())).isEqualTo("[]");
  }

  @Test
  void keepsItsSizeByLeavingOutTheOldestAndWhatIsHeldLast() {
    List<RestartRecord> records = new ArrayList<>();
    for (int group = 0; group < 5000; group++) {
      records.add(record(group, group < 10 ? State.HELD : State.DUE, TIME.plusSeconds(group)));
    }
    List<RestartRecord> fitting = RestartHistory.fitting(records);
    String text = RestartHistory.write(fitting);
    List<RestartRecord> read = RestartHistory.read(text);
    assertThat(text.getBytes(StandardCharsets.UTF_8))
        .hasSizeLessThanOrEqualTo(RestartHistory.MAX_BYTES)
        .hasSizeGreaterThan(RestartHistory.MAX_BYTES - 1000);
    assertThat(read).hasSizeGreaterThan(200).isEqualTo(fitting);
    assertThat(read.subList(0, 10)).isEqualTo(records.subList(0, 10));
    assertThat(read.subList(10, read.size()))
        .isEqualTo(records.subList(5000 - (read.size() - 10), 5000));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[",
        "null",
        "[1,\"x\",null,{}]",
        "[{\"g\":-1,\"v\":1,\"r\":\"a\",\"u\":\"b\",\"s\":\"DONE\",\"n\":1,\"f\":1,\"t\":1,"
            + "\"c\":\"POD_LOST\"}]",
        "[{\"g\":1,\"v\":1,\"r\":\"a\",\"u\":\"b\",\"s\":\"SOON\",\"n\":1,\"f\":1,\"t\":1,"
            + "\"c\":\"POD_LOST\"}]",
        "[{\"g\":1,\"v\":1,\"r\":\"a\",\"u\":\"b\",\"s\":\"DONE\",\"n\":1,\"f\":1,\"t\":\"x\","
            + "\"c\":\"POD_LOST\"}]"
      })
  void leavesOutWhatItCannotRead(String text) {
    assertThat(RestartHistory.read(text)).isEmpty();
    assertThat(RestartHistory.read(null)).isEmpty();
  }
}
