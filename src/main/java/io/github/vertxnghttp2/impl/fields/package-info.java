/** Header fields as users of Vert.x know them. Imports no other package of {@code impl}. */
package io.github.vertxnghttp2.impl.fields;
