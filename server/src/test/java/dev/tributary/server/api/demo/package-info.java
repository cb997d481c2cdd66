@NullMarked
package dev.tributary.server.api.demo;

import org.jspecify.annotations.NullMarked;
