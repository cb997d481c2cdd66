/** Google as the sandbox plays it: OAuth, the Analytics Admin API and the Analytics Data API. */
@NullMarked
package dev.tributary.sandbox.google;

import org.jspecify.annotations.NullMarked;
