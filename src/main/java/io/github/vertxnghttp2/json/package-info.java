/** Options from JSON, checked. Not for users. */
package io.github.vertxnghttp2.json;
