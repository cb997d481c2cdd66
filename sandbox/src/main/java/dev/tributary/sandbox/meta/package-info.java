/** Meta as its clients see it: Graph addresses, permissions, limits, errors. */
@NullMarked
package dev.tributary.sandbox.meta;

import org.jspecify.annotations.NullMarked;
