/** What the author of an adapter needs to prove it: extend {@link AdapterContract}. */
@NullMarked
package dev.tributary.testkit;

import org.jspecify.annotations.NullMarked;
