@NullMarked
package dev.tributary.e2e.chaos;

import org.jspecify.annotations.NullMarked;
