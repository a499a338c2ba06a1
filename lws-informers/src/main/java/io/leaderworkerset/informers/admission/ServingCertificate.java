package io.leaderworkerset.informers.admission;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.annotation.Nullable;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * The certificate that a server serves with now. Connections that are open keep theirs; each new
 * handshake takes the one that is set then, so that a change drops no request. Thread-safe.
 */
public final class ServingCertificate {
  @Nullable private volatile KeyMaterial current;

  /** Makes a holder of none; until one is set, handshakes fail. */
  public ServingCertificate() {}

  /** Sets what new connections are served with. */
  public void set(KeyMaterial material) {
    current = material;
  }

  /** Returns what new connections are served with, or empty if there is none yet. */
  public Optional<KeyMaterial> get() {
    return Optional.ofNullable(current);
  }

  /** Returns a context whose handshakes use what is set at their time. */
  SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {new Manager()}, null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no TLS", e);
    }
  }

  /** The alias carries the material, so that one handshake never mixes two of them. */
  private final class Manager extends X509ExtendedKeyManager {
    private static final String PREFIX = "serving-";

    @Nullable private Aliased latest;
    private long changes;

    private record Aliased(String alias, KeyMaterial material, @Nullable Aliased previous) {}

    @Nullable
    private synchronized String alias(String keyType) {
      KeyMaterial material = current;
      if (material == null || !material.key().getAlgorithm().equals(keyType)) {
        return null;
      }
      Aliased last = latest;
      if (last == null || last.material() != material) {
        Aliased kept = last == null ? null : new Aliased(last.alias(), last.material(), null);
        last = new Aliased(PREFIX + ++changes, material, kept);
        latest = last;
      }
      return last.alias();
    }

    @Nullable
    private synchronized KeyMaterial find(@Nullable String alias) {
      for (Aliased each = latest; each != null; each = each.previous()) {
        if (each.alias().equals(alias)) {
          return each.material();
        }
      }
      return null;
    }

    @Override
    @Nullable
    public String chooseEngineServerAlias(
        String keyType, @Nullable Principal[] issuers, SSLEngine engine) {
      return alias(keyType);
    }

    @Override
    @Nullable
    public String chooseServerAlias(String keyType, @Nullable Principal[] issuers, Socket socket) {
      return alias(keyType);
    }

    @Override
    @Nullable
    public X509Certificate[] getCertificateChain(String alias) {
      KeyMaterial material = find(alias);
      return material == null ? null : material.chain().toArray(new X509Certificate[0]);
    }

    @Override
    @Nullable
    public PrivateKey getPrivateKey(String alias) {
      KeyMaterial material = find(alias);
      return material == null ? null : material.key();
    }

    @Override
    @Nullable
    public String[] getServerAliases(String keyType, @Nullable Principal[] issuers) {
      String alias = alias(keyType);
      return alias == null ? null : new String[] {alias};
    }

    @Override
    @Nullable
    public String[] getClientAliases(String keyType, @Nullable Principal[] issuers) {
      return null;
    }

    @Override
    @Nullable
    public String chooseClientAlias(
        String[] keyType, @Nullable Principal[] issuers, Socket socket) {
      return null;
    }
  }
}
