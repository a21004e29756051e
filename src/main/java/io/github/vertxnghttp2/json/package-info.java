/** Checks of JSON options. This package is internal. */
package io.github.vertxnghttp2.json;
