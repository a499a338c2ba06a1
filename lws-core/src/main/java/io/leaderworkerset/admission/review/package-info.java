/**
 * The webhooks as functions: an AdmissionReview in, an AdmissionReview out. Nothing here opens a
 * port; a host mounts {@link io.leaderworkerset.admission.review.AdmissionReviews} where it serves
 * HTTPS.
 */
@ParametersAreNonnullByDefault
package io.leaderworkerset.admission.review;

import javax.annotation.ParametersAreNonnullByDefault;
