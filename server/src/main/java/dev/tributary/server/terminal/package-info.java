@NullMarked
package dev.tributary.server.terminal;

import org.jspecify.annotations.NullMarked;
