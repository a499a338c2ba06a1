package io.leaderworkerset.scenario;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A scenario with a {@link Scenario} as its parameter: run on the embedded cluster always, and on a
 * real control plane where there is one.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(ClusterTestExtension.class)
@interface ClusterTest {
  /** Why it cannot run on a real control plane; empty if it can. */
  String embeddedOnly() default "";

  /** Whether the controllers are started before the test. */
  boolean started() default true;

  /** Whether the cluster must be found converged, and left alone by a new manager, at the end. */
  boolean endsQuiet() default true;
}
