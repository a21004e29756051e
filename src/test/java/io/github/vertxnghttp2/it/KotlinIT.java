package io.github.vertxnghttp2.it;

import java.util.List;

class KotlinIT extends LanguageIT {
  KotlinIT() {
    super("Kotlin");
  }

  @Override
  List<String> command(int port) {
    return ExampleServer.java(List.of(), "examples.KotlinExample", Integer.toString(port));
  }
}
