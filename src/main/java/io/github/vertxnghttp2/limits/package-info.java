/** The table of limits: {@link io.github.vertxnghttp2.limits.Limit}. */
package io.github.vertxnghttp2.limits;
