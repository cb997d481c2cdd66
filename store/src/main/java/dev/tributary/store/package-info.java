/** All SQL of Tributary: roles, migrations, generated stream tables, one store per table family. */
@NullMarked
package dev.tributary.store;

import org.jspecify.annotations.NullMarked;
