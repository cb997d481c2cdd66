@NullMarked
package dev.tributary.server.web;

import org.jspecify.annotations.NullMarked;
