package io.leaderworkerset.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScreenTest {
  private final StringWriter text = new StringWriter();

  @Test
  void aPlainScreenPrintsProgressOnceAndTheTableAtTheEnd() {
    Screen screen = new PlainScreen(new PrintWriter(text));
    screen.show(List.of("TABLE"), "half");
    screen.show(List.of("TABLE"), "half");
    screen.settle(List.of("TABLE"), "done");
    assertThat(text.toString().lines()).containsExactly("  half", "  done", "TABLE");
  }

  @Test
  void aLiveScreenDrawsOverWhatItDrewBefore() {
    Screen screen = new LiveScreen(new PrintWriter(text));
    screen.show(List.of("a", "b"), "half");
    assertThat(text.toString()).doesNotContain("\u001b[3A");
    screen.settle(List.of("a", "b", "c"), "done");
    assertThat(text.toString()).contains("\u001b[3A");
    int settled = text.getBuffer().length();
    screen.show(List.of("x"), "next");
    assertThat(text.toString().substring(settled)).doesNotContain("A\r");
  }
}
