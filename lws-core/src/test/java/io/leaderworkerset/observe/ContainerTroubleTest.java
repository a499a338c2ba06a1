package io.leaderworkerset.observe;

import static org.assertj.core.api.Assertions.assertThat;

import javax.annotation.Nullable;
import org.junit.jupiter.api.Test;

class ContainerTroubleTest {
  private static final String FULL = "x".repeat(ContainerTrouble.MESSAGE_MAX);

  @Test
  void keepsTheBeginningOfALongMessage() {
    assertThat(messageOf("CreateContainerConfigError", FULL)).isEqualTo(FULL);
    assertThat(messageOf("CreateContainerConfigError", FULL + "y")).isEqualTo(FULL);
  }

  @Test
  void cutsNoCharacterInTwo() {
    String message = FULL.substring(1) + "\uD83D\uDE00 is not there";

    assertThat(messageOf("CreateContainerConfigError", message)).isEqualTo(FULL.substring(1));
  }

  @Test
  void keepsNoMessageThatChangesWithEachTryOrSaysNothingOfAWait() {
    assertThat(messageOf("CrashLoopBackOff", "back-off 10s restarting")).isNull();
    assertThat(messageOf(null, "it runs")).isNull();
  }

  @Nullable
  private static String messageOf(@Nullable String reason, String message) {
    return new ContainerTrouble("main", false, 0, reason, message, null, null).waitingMessage();
  }
}
