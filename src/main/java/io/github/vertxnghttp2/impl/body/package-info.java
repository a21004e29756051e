/**
 * Bodies: how a received one reaches the user, and how one that is sent reaches its stream. Imports {@code fields}.
 */
package io.github.vertxnghttp2.impl.body;
