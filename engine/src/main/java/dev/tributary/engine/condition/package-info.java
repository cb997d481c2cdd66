/** How integrations are doing: one set of words for every surface. */
@NullMarked
package dev.tributary.engine.condition;

import org.jspecify.annotations.NullMarked;
