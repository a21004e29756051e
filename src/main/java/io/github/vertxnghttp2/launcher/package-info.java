/** The main class of the all-in-one jar, and its commands. Internal. */
package io.github.vertxnghttp2.launcher;
