package io.leaderworkerset.examples.manager;

import java.net.InetSocketAddress;
import java.util.Optional;

/** Addresses to listen on, as Go writes them. */
final class BindAddress {
  private static final int MAX_PORT = 65535;

  private BindAddress() {}

  /**
   * Reads {@code :8081}, {@code 127.0.0.1:8081} or {@code [::1]:8081}; port 0 chooses a free one.
   *
   * @return empty for {@code 0}: do not listen
   * @throws ConfigException if it is something else
   */
  static Optional<InetSocketAddress> parse(String setting, String text) {
    if (text.equals("0")) {
      return Optional.empty();
    }
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      throw wrong(setting, text);
    }
    int port = port(setting, text, text.substring(colon + 1));
    String host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    InetSocketAddress address =
        host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw new ConfigException(setting + ": the host of '" + text + "' is not known");
    }
    return Optional.of(address);
  }

  private static int port(String setting, String text, String digits) {
    try {
      int port = Integer.parseInt(digits);
      if (port >= 0 && port <= MAX_PORT) {
        return port;
      }
    } catch (NumberFormatException e) {
      throw wrong(setting, text);
    }
    throw wrong(setting, text);
  }

  private static ConfigException wrong(String setting, String text) {
    return new ConfigException(
        setting
            + ": '"
            + text
            + "' is not an address such as :8081 or 127.0.0.1:8081, nor 0 for none");
  }
}
