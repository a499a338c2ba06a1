package io.leaderworkerset.admission.review;

import com.google.gson.JsonObject;
import io.leaderworkerset.admission.Gang;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Answers AdmissionReviews: fills the defaults of sets, refuses sets that are not valid, makes pods
 * members of their groups. Has no state and no effect, so dry runs are answered like others, and it
 * may be called from any number of threads.
 *
 * <pre>{@code
 * AdmissionReviews reviews = new AdmissionReviews(Gang.NONE);
 * ReviewAnswer answer = reviews.answer(request.path(), request.body()); // in any web framework
 * }</pre>
 *
 * <p>Whatever comes in, no method throws: input that is no review gets a 400, an object that cannot
 * be reviewed is refused with a message.
 */
public final class AdmissionReviews {
  private final Gang gang;
  private final ReviewLimits limits;

  /** Makes reviews with the default limits; {@code gang} says which scheduler's metadata to add. */
  public AdmissionReviews(Gang gang) {
    this(gang, ReviewLimits.DEFAULT);
  }

  /** Makes reviews with other limits. */
  public AdmissionReviews(Gang gang, ReviewLimits limits) {
    this.gang = gang;
    this.limits = limits;
  }

  /** Returns the limits in force. */
  public ReviewLimits limits() {
    return limits;
  }

  /**
   * Answers one review.
   *
   * @param path the webhook asked
   * @param review an AdmissionReview of {@code admission.k8s.io/v1}; not changed
   * @return an AdmissionReview with a response; malformed input is refused with code 400
   */
  public JsonObject handle(AdmissionPath path, JsonObject review) {
    try {
      return review(path, review);
    } catch (MalformedReviewException e) {
      return Responses.denied(ReviewRequest.uid(review), 400, "BadRequest", e.getMessage());
    }
  }

  /**
   * Answers the body of an HTTP request.
   *
   * @param path the URL's path, one of {@link AdmissionPath#path()}
   * @param body the request's body, JSON in UTF-8
   * @return 200 with an AdmissionReview; 400, 404 or 413 with a {@code Status}
   */
  public ReviewAnswer answer(String path, byte[] body) {
    Optional<AdmissionPath> webhook = AdmissionPath.of(path);
    if (webhook.isEmpty()) {
      return ReviewAnswer.failure(
          404, "NotFound", "there is no webhook here; there are " + paths());
    }
    if (body.length > limits.maxBytes()) {
      return tooLarge(limits);
    }
    try {
      return new ReviewAnswer(200, review(webhook.get(), ReviewJson.parse(body, limits)));
    } catch (MalformedReviewException e) {
      return ReviewAnswer.failure(400, "BadRequest", e.getMessage());
    }
  }

  /** Returns the answer to a body that is longer than the limit. */
  public static ReviewAnswer tooLarge(ReviewLimits limits) {
    return ReviewAnswer.failure(
        413, "RequestEntityTooLarge", "the review is longer than " + limits.maxBytes() + " bytes");
  }

  private JsonObject review(AdmissionPath path, JsonObject review) {
    ReviewJson.checkDepth(review, limits.maxDepth());
    ReviewRequest request = ReviewRequest.of(path, review);
    if (!request.isWrite()) {
      return Responses.allowed(request.uid());
    }
    try {
      return switch (path) {
        case MUTATE_SET -> SetReviews.mutate(request);
        case VALIDATE_SET -> SetReviews.validate(request);
        case MUTATE_POD -> PodReviews.mutate(request, gang);
      };
    } catch (MalformedReviewException e) {
      throw e;
    } catch (RuntimeException e) { // a defect here must not admit what nobody looked at
      return Responses.denied(
          request.uid(),
          500,
          "InternalError",
          "the object could not be reviewed because of a defect in the webhook ("
              + e.getClass().getSimpleName()
              + "); please report it with the object");
    }
  }

  private static String paths() {
    return Arrays.stream(AdmissionPath.values())
        .map(AdmissionPath::path)
        .collect(Collectors.joining(", "));
  }
}
