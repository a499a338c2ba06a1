package io.leaderworkerset.testkit.controlplane;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives JUnit 5 tests a {@link ControlPlane} as a parameter, and skips them, saying how to get the
 * programs, where {@link ControlPlaneBinaries#find} finds none.
 *
 * <p>{@code @ExtendWith(ControlPlaneExtension.class)} shares one control plane among all test
 * classes of the JVM: make a namespace for each test, and leave no component stopped. To have one
 * of its own, a class registers it:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final ControlPlaneExtension EXTENSION =
 *     ControlPlaneExtension.ofItsOwn(ControlPlaneOptions.defaults().apiServerOnly());
 * }</pre>
 */
public final class ControlPlaneExtension
    implements ExecutionCondition, ParameterResolver, AfterAllCallback {
  private static final Namespace NAMESPACE = Namespace.create(ControlPlaneExtension.class);

  private final ControlPlaneOptions options;
  private final boolean shared;

  /** Shares one control plane with the default options. */
  public ControlPlaneExtension() {
    this(ControlPlaneOptions.defaults(), true);
  }

  private ControlPlaneExtension(ControlPlaneOptions options, boolean shared) {
    this.options = options;
    this.shared = shared;
  }

  /** Returns an extension with a control plane that ends with the test class. */
  public static ControlPlaneExtension ofItsOwn(ControlPlaneOptions options) {
    return new ControlPlaneExtension(options, false);
  }

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return ControlPlaneBinaries.find().isPresent()
        ? ConditionEvaluationResult.enabled("the programs of a control plane are there")
        : ConditionEvaluationResult.disabled(
            ControlPlaneBinaries.ASSETS + " is not set. " + ControlPlaneBinaries.howToGetThem());
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == ControlPlane.class;
  }

  @Override
  public ControlPlane resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return store(context)
        .getOrComputeIfAbsent(key(), ignored -> new Running(options), Running.class)
        .plane();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (!shared) {
      Running running = store(context).remove(key(), Running.class);
      if (running != null) {
        running.close();
      }
    }
  }

  private Object key() {
    return shared ? ControlPlaneExtension.class : this;
  }

  private static ExtensionContext.Store store(ExtensionContext context) {
    return context.getRoot().getStore(NAMESPACE); // JUnit closes what it holds at the end
  }

  private record Running(ControlPlane plane) implements AutoCloseable {
    Running(ControlPlaneOptions options) {
      this(ControlPlane.start(options));
    }

    @Override
    public void close() {
      plane.close();
    }
  }
}
