/** E-mails in a workspace's name over the API. */
@NullMarked
package dev.tributary.server.api.email;

import org.jspecify.annotations.NullMarked;
