/**
 * Kills, freezes and misleads whole processes and looks whether anything was lost; never shipped.
 */
@NullMarked
package dev.tributary.chaos;

import org.jspecify.annotations.NullMarked;
