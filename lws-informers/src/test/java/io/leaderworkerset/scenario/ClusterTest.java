package io.leaderworkerset.scenario;

import io.leaderworkerset.testkit.AdmissionMode;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A scenario with a {@link Scenario} as its parameter: run on the embedded cluster, and where there
 * is a real control plane on that, once with webhooks and once with admission policies.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(ClusterTestExtension.class)
@interface ClusterTest {
  /** Why it cannot run on a real control plane; empty if it can. */
  String embeddedOnly() default "";

  /** Why it cannot run on the embedded cluster; empty if it can. */
  String realOnly() default "";

  /** Why it is not run with admission policies in place of webhooks; empty if it is. */
  String noPolicies() default "";

  /** What admits its sets and pods where it is not the policies that do the same. */
  AdmissionMode admission() default AdmissionMode.WEBHOOKS;

  /** Whether the controllers are started before the test. */
  boolean started() default true;

  /** Whether the cluster must be found converged, and left alone by a new manager, at the end. */
  boolean endsQuiet() default true;
}
