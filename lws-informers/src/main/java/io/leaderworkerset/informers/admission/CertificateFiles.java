package io.leaderworkerset.informers.admission;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files {@code tls.crt} and {@code tls.key} in a folder, as cert-manager or a mounted Secret
 * keeps them. Compares what they hold rather than their times: a mounted Secret changes by a swap
 * of links.
 */
final class CertificateFiles {
  private static final Logger LOG = LoggerFactory.getLogger(CertificateFiles.class);

  private final Path folder;
  private final ServingCertificate target;
  private String loaded = "";
  private String refused = "";

  /**
   * Reads files into a server's certificate.
   *
   * @param folder where they are; they may come later
   * @param target told of each pair that is complete and fits together
   */
  CertificateFiles(Path folder, ServingCertificate target) {
    this.folder = folder;
    this.target = target;
  }

  /**
   * Looks at the files. Files that are missing, half-written or do not fit together leave the
   * certificate as it is, and are looked at again next time.
   *
   * @return whether there is a new certificate
   */
  public synchronized boolean refresh() {
    Optional<String> certificate = read("tls.crt");
    Optional<String> key = read("tls.key");
    if (certificate.isEmpty() || key.isEmpty()) {
      return false;
    }
    String both = certificate.get() + key.get();
    if (both.equals(loaded)) {
      return false;
    }
    try {
      KeyMaterial material = KeyMaterial.ofPem(certificate.get(), key.get());
      target.set(material);
      loaded = both;
      LOG.info("serving with the certificate in {}: {}", folder, material);
      return true;
    } catch (IllegalArgumentException e) {
      if (!both.equals(refused)) { // say it once, not at each look
        refused = both;
        LOG.warn("cannot serve with the files in {}: {}", folder, e.getMessage());
      }
      return false;
    }
  }

  private Optional<String> read(String name) {
    try {
      return Optional.of(Files.readString(folder.resolve(name)));
    } catch (IOException e) {
      LOG.debug("cannot read {} in {}", name, folder, e);
      return Optional.empty();
    }
  }
}
