@NullMarked
package dev.tributary.server.command;

import org.jspecify.annotations.NullMarked;
