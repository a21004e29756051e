/**
 * The inspectors of other nodes, asked over the event bus. All that can be asked is read-only.
 */
package io.github.vertxnghttp2.inspector.cluster;
