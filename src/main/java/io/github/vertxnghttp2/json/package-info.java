/** Checks of options in JSON. Not for users. */
package io.github.vertxnghttp2.json;
