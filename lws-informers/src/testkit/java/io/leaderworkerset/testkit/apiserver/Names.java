package io.leaderworkerset.testkit.apiserver;

import java.util.Random;

/** Suffixes for {@code generateName}. */
final class Names {
  private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";
  private static final int MAX_PREFIX = 58;

  private final Random random;

  Names(Random random) {
    this.random = random;
  }

  /** Returns the prefix, cut to 58 characters, and five random ones. */
  String generate(String prefix) {
    StringBuilder out =
        new StringBuilder(prefix.length() > MAX_PREFIX ? prefix.substring(0, MAX_PREFIX) : prefix);
    synchronized (random) {
      for (int i = 0; i < 5; i++) {
        out.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
      }
    }
    return out.toString();
  }
}
