@NullMarked
package dev.tributary.server.demo;

import org.jspecify.annotations.NullMarked;
