/** What each provider account still allows. */
@NullMarked
package dev.tributary.engine.quota;

import org.jspecify.annotations.NullMarked;
