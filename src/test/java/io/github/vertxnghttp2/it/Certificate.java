package io.github.vertxnghttp2.it;

import java.nio.file.Path;

/** Made by openssl for one test, and signed by itself. */
public record Certificate(String key, String cert) {

  /** For localhost and 127.0.0.1. */
  static Certificate create(Path directory) {
    return create(directory, "key.pem", "cert.pem", "/CN=localhost", "DNS:localhost,IP:127.0.0.1");
  }

  /** @param file whose name the certificate has, with {@code .pem}, and the key, with {@code -key.pem} */
  public static Certificate create(Path directory, String file, String name) {
    return create(directory, file + "-key.pem", file + ".pem", "/CN=" + name, "DNS:" + name);
  }

  /**
   * @param subject as openssl writes it, such as {@code /O=Shop/CN=a client}
   * @param alternativeNames as openssl writes them, such as {@code DNS:a.example,IP:127.0.0.1}
   */
  public static Certificate create(Path directory, String file, String subject, String alternativeNames) {
    return create(directory, file + "-key.pem", file + ".pem", subject, alternativeNames);
  }

  private static Certificate create(Path directory, String keyFile, String certFile, String subject,
                                    String alternativeNames) {
    String key = directory.resolve(keyFile).toString();
    String cert = directory.resolve(certFile).toString();
    Peer.run(Peer.find("openssl", "openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
      "-nodes",
      "-days", "2", "-subj", subject, "-addext", "subjectAltName=" + alternativeNames, "-keyout", key, "-out",
      cert);
    return new Certificate(key, cert);
  }
}
