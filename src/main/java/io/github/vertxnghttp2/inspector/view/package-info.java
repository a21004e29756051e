/**
 * Connections as the inspector shows them: sampled while somebody looks, sorted, filtered and searched.
 */
package io.github.vertxnghttp2.inspector.view;
