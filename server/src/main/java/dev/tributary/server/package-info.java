@NullMarked
package dev.tributary.server;

import org.jspecify.annotations.NullMarked;
