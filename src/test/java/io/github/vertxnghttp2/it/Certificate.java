package io.github.vertxnghttp2.it;

import java.nio.file.Path;

/** Made by openssl for one test: valid for localhost and 127.0.0.1, signed by itself. */
record Certificate(String key, String cert) {

  static Certificate create(Path directory) {
    String key = directory.resolve("key.pem").toString();
    String cert = directory.resolve("cert.pem").toString();
    Peer.run(Peer.find("openssl", "openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
      "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
      "-keyout", key, "-out", cert);
    return new Certificate(key, cert);
  }
}
