package io.leaderworkerset.api;

/** A text is not the YAML of a LeaderWorkerSet; the message says what is wrong and where. */
public final class LeaderWorkerSetYamlException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final int line;
  private final int column;

  LeaderWorkerSetYamlException(int line, int column, String problem) {
    super("line " + line + ", column " + column + ": " + problem);
    this.line = line;
    this.column = column;
  }

  /** Returns the line of the problem, from 1. */
  public int line() {
    return line;
  }

  /** Returns the column of the problem, from 1. */
  public int column() {
    return column;
  }
}
