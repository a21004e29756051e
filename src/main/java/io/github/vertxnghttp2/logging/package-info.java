/** Limits log messages that others can cause. This package is internal. */
package io.github.vertxnghttp2.logging;
