/** The rules of the engine under random faults, in memory, from a seed. */
@NullMarked
package dev.tributary.engine.simulation;

import org.jspecify.annotations.NullMarked;
