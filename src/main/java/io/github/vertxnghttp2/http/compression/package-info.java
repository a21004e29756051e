/**
 * Compression of the bodies of responses, and decompression of received bodies, as Vert.x's options ask for them, with
 * the codecs of Netty. Not for users.
 */
package io.github.vertxnghttp2.http.compression;
