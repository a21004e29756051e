/** Verticles that own HTTP/2 sessions, and serve and fetch over the event bus. */
package io.github.vertxnghttp2.service;
