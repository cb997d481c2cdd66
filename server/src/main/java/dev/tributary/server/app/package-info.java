@NullMarked
package dev.tributary.server.app;

import org.jspecify.annotations.NullMarked;
