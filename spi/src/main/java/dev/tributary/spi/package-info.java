@NullMarked
package dev.tributary.spi;

import org.jspecify.annotations.NullMarked;
