/** Where metrics and traces look into the engine. */
@NullMarked
package dev.tributary.engine.watch;

import org.jspecify.annotations.NullMarked;
