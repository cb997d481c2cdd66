/**
 * Meta Ads: sign-in, ad accounts, campaigns and insights. Vendor facts are from Meta's pages for
 * the Marketing API and the Graph API, versions 25.0 and 26.0.
 */
@NullMarked
package dev.tributary.metaads;

import org.jspecify.annotations.NullMarked;
