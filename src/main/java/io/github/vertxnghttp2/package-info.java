/** HTTP/2 for Vert.x on libnghttp2: client and server sessions, messages, and their options. */
package io.github.vertxnghttp2;
