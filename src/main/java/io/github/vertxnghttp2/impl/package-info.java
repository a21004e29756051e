/** Joins Vert.x sockets and contexts to {@code protocol}. Not for users. */
package io.github.vertxnghttp2.impl;
