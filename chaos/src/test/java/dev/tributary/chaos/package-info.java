@NullMarked
package dev.tributary.chaos;

import org.jspecify.annotations.NullMarked;
