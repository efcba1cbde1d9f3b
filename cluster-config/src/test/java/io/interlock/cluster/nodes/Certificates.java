package io.interlock.cluster.nodes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// Authorities and certificates of nodes, made with the JDK's own tool.
record Certificates(Path folder) {
  private static final String PASSWORD = "changeit";

  /// An authority, which signs its own certificate.
  void authority(String name) throws IOException, InterruptedException {
    keytool(name, "-ext", "bc:c", "-validity", "30");
  }

  /// A folder for `--tls` with a certificate of this authority.
  ///
  /// @param more options, such as when it is valid
  Path node(String name, String authority, String... more)
      throws IOException, InterruptedException, GeneralSecurityException {
    List<String> options = new ArrayList<>(List.of(more));
    options.addAll(List.of("-signer", authority, "-ext", "san=ip:127.0.0.1"));
    keytool(name, options.toArray(new String[0]));
    Path tls = Files.createDirectory(folder.resolve(name));
    KeyStore store = store();
    byte[] key = store.getKey(name, PASSWORD.toCharArray()).getEncoded();
    Files.writeString(tls.resolve("tls.key"), pem("PRIVATE KEY", key));
    byte[] own = store.getCertificate(name).getEncoded();
    Files.writeString(tls.resolve("tls.crt"), pem("CERTIFICATE", own));
    byte[] ca = store.getCertificate(authority).getEncoded();
    Files.writeString(tls.resolve("ca.crt"), pem("CERTIFICATE", ca));
    return tls;
  }

  /// What a client shows that has this certificate and believes anybody.
  SSLContext client(String name) throws IOException, GeneralSecurityException {
    KeyStore all = store();
    char[] password = PASSWORD.toCharArray();
    KeyStore one = KeyStore.getInstance("PKCS12");
    one.load(null, null);
    one.setKeyEntry(name, all.getKey(name, password), password, all.getCertificateChain(name));
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(one, password);
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(all);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private KeyStore store() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(folder.resolve("all.p12"))) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store;
  }

  private static String pem(String what, byte[] der) {
    String lines =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der);
    return "-----BEGIN " + what + "-----\n" + lines + "\n-----END " + what + "-----\n";
  }

  private void keytool(String name, String... more) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-genkeypair", "-alias", name, "-dname", "CN=" + name));
    command.addAll(List.of("-keyalg", "RSA", "-keystore", "all.p12", "-storepass", PASSWORD));
    command.addAll(List.of(more));
    Process tool =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String said = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, tool.waitFor(), said);
  }
}
