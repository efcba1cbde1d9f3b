package io.interlock.cluster.nodes;

import akka.pki.pem.DERPrivateKeyLoader;
import akka.pki.pem.PEMDecoder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;

/// The files of TLS: a node's certificate and key, and its authority's certificate.
final class TlsFolder {
  private static final String ALLOWED =
      "; allowed: a folder with tls.crt and ca.crt, valid certificates in PEM, and tls.key, an"
          + " RSA key in PKCS #8 or #1";

  private TlsFolder() {}

  /// Looks whether TLS can work with them, before the first connection would show it.
  ///
  /// @throws FleetException if not
  static void check(String folder) {
    for (String file : new String[] {"tls.crt", "ca.crt"}) {
      try (InputStream in = Files.newInputStream(Path.of(folder, file))) {
        Collection<? extends Certificate> all =
            CertificateFactory.getInstance("X.509").generateCertificates(in);
        if (all.isEmpty()) {
          throw refused(folder, file, "no certificate");
        }
        for (Certificate certificate : all) {
          ((X509Certificate) certificate).checkValidity();
        }
      } catch (IOException | GeneralSecurityException e) {
        throw refused(folder, file, String.valueOf(e.getMessage()));
      }
    }
    try {
      String text = Files.readString(Path.of(folder, "tls.key"));
      PrivateKey _ = DERPrivateKeyLoader.load(PEMDecoder.decode(text));
    } catch (Exception e) {
      // Scala declares none of what it throws.
      throw refused(folder, "tls.key", String.valueOf(e.getMessage()));
    }
  }

  private static FleetException refused(String folder, String file, String why) {
    return FleetException.cannotBegin("--tls " + folder + ": " + file + ": " + why + ALLOWED);
  }
}
