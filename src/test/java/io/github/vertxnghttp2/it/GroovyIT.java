package io.github.vertxnghttp2.it;

import java.util.List;

class GroovyIT extends LanguageIT {
  GroovyIT() {
    super("Groovy");
  }

  @Override
  List<String> command(int port) {
    return ExampleServer.java(List.of(), "examples.GroovyExample", Integer.toString(port));
  }
}
