/** The fields of Vert.x's messages over the engine's header lists, which are not copied. */
package io.github.vertxnghttp2.http.fields;
