/** HTTP/2 for Vert.x on libnghttp2: sessions of clients and servers, requests and responses, and their options. */
@ModuleGen(name = "vertx-nghttp2", groupPackage = "io.github.vertxnghttp2")
package io.github.vertxnghttp2;

import io.vertx.codegen.annotations.ModuleGen;
