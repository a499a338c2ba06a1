package io.leaderworkerset.examples.manager;

import picocli.CommandLine.IVersionProvider;

/** The version that the jar's manifest tells. */
final class Version implements IVersionProvider {
  Version() {}

  /** Returns the version, or {@code dev} outside of the jar. */
  static String text() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }

  @Override
  public String[] getVersion() {
    return new String[] {"lws-manager " + text()};
  }
}
