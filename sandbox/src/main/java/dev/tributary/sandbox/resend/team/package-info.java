/** What a team owns: domains, keys, templates, suppressions, and what its plan allows. */
@NullMarked
package dev.tributary.sandbox.resend.team;

import org.jspecify.annotations.NullMarked;
