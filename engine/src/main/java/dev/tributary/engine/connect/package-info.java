/** How accounts are connected, changed and disconnected. */
@NullMarked
package dev.tributary.engine.connect;

import org.jspecify.annotations.NullMarked;
