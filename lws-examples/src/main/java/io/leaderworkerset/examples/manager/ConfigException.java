package io.leaderworkerset.examples.manager;

/** A setting that is wrong: the text says which, where, and what to do. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ConfigException(String message) {
    super(message);
  }

  ConfigException(String message, Throwable cause) {
    super(message, cause);
  }
}
