/** The verticle {@code nghttp2:hello}, a handler to try a server with. */
package io.github.vertxnghttp2.service.hello;
