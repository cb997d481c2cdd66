@NullMarked
package dev.tributary.server.settings;

import org.jspecify.annotations.NullMarked;
