package io.github.vertxnghttp2.it;

import java.util.List;

class RxJavaIT extends LanguageIT {
  RxJavaIT() {
    super("RxJava");
  }

  @Override
  List<String> command(int port) {
    return ExampleServer.java(List.of(), "examples.RxExample", Integer.toString(port));
  }
}
