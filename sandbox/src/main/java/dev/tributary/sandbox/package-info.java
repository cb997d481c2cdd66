/**
 * A server that plays marketing providers on real sockets: settings, clock, faults, log, control.
 */
@NullMarked
package dev.tributary.sandbox;

import org.jspecify.annotations.NullMarked;
