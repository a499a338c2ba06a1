package io.leaderworkerset.informers.events;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Texts as the events API takes them. */
final class EventText {
  /** The longest note the API takes, in bytes of UTF-8. */
  static final int MAX_NOTE_BYTES = 1024;

  /** The longest reason, action, controller and instance. */
  static final int MAX_SHORT = 128;

  private static final int MAX_NAME = 253;
  private static final String CUT = "...";
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private EventText() {}

  /** Returns UTC with microseconds, whatever the zone of the machine. */
  static String micros(Instant time) {
    return MICROS.format(time);
  }

  /** Returns the note, cut between characters if it is too long. */
  static String note(String text) {
    if (text.getBytes(StandardCharsets.UTF_8).length <= MAX_NOTE_BYTES) {
      return text;
    }
    int room = MAX_NOTE_BYTES - CUT.length();
    int end = 0;
    int bytes = 0;
    while (end < text.length()) {
      int codePoint = text.codePointAt(end);
      bytes += utf8Length(codePoint);
      if (bytes > room) {
        break;
      }
      end += Character.charCount(codePoint);
    }
    return text.substring(0, end) + CUT;
  }

  static String shortText(String text) {
    return text.length() <= MAX_SHORT ? text : text.substring(0, MAX_SHORT);
  }

  /** Returns a name for an event; unique as far as the number is. */
  static String name(String regarding, long unique) {
    String suffix = "." + Long.toHexString(unique);
    int room = MAX_NAME - suffix.length();
    String stem = regarding.length() <= room ? regarding : regarding.substring(0, room);
    return stem.replaceAll("[-.]+$", "") + suffix;
  }

  private static int utf8Length(int codePoint) {
    if (codePoint < 0x80) {
      return 1;
    }
    if (codePoint < 0x800) {
      return 2;
    }
    return codePoint < 0x10000 ? 3 : 4;
  }
}
