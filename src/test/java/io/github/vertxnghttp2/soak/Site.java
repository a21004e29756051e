package io.github.vertxnghttp2.soak;

import io.vertx.core.Vertx;

/** What all who take part need. */
record Site(Vertx vertx, Tally tally) {
}
