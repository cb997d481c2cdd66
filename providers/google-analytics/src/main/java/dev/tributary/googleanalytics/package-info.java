/**
 * Google Analytics 4: sign-in, properties and reports. Vendor facts are from Google's pages for the
 * Data API v1beta, the Admin API v1beta and v1alpha, and its OAuth 2.0 endpoints.
 */
@NullMarked
package dev.tributary.googleanalytics;

import org.jspecify.annotations.NullMarked;
