package io.leaderworkerset.examples.demo;

/**
 * One thing that was looked at.
 *
 * @param what what should be, as a statement
 * @param holds whether it is so
 * @param found what there is instead; empty if it holds
 */
record Check(String what, boolean holds, String found) {
  static Check that(String what, boolean holds, Object found) {
    return new Check(what, holds, holds ? "" : String.valueOf(found));
  }

  static Check equal(String what, Object expected, Object found) {
    return that(what, expected.equals(found), found + ", expected " + expected);
  }

  @Override
  public String toString() {
    return holds ? "ok    " + what : "WRONG " + what + ": found " + found;
  }
}
