/** E-mails: what may be sent, what becomes of it, and the ledger of what really was. */
@NullMarked
package dev.tributary.sandbox.resend.mail;

import org.jspecify.annotations.NullMarked;
