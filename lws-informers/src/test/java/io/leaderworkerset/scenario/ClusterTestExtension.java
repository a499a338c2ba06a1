package io.leaderworkerset.scenario;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;

/** Runs each {@link ClusterTest} in each {@link Mode} that it can run in. */
final class ClusterTestExtension implements TestTemplateInvocationContextProvider {
  @Override
  public boolean supportsTestTemplate(ExtensionContext context) {
    return context
        .getTestMethod()
        .filter(m -> m.isAnnotationPresent(ClusterTest.class))
        .isPresent();
  }

  @Override
  public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
      ExtensionContext context) {
    ClusterTest test = context.getRequiredTestMethod().getAnnotation(ClusterTest.class);
    return Arrays.stream(Mode.values())
        .filter(mode -> mode.whyNot(test).isEmpty())
        .map(mode -> new On(test, mode));
  }

  private record On(ClusterTest test, Mode mode) implements TestTemplateInvocationContext {
    @Override
    public String getDisplayName(int index) {
      return mode.toString();
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
      return List.of(new Run(test, mode));
    }
  }

  private static final class Run extends ClusterParameter<Scenario>
      implements AfterTestExecutionCallback {
    private final ClusterTest test;
    private final Mode mode;
    private Scenario scenario;

    Run(ClusterTest test, Mode mode) {
      super(Scenario.class);
      this.test = test;
      this.mode = mode;
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      if (mode.isReal() && controlPlane().isDisabled()) {
        return controlPlane();
      }
      return Clusters.of(context).has(mode);
    }

    @Override
    Scenario of(ExtensionContext context) {
      scenario = Clusters.of(context).begin(mode, test, context.getRequiredTestMethod().getName());
      if (test.started()) {
        scenario.start();
      }
      return scenario;
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
      try (Scenario ending = scenario) {
        if (context.getExecutionException().isEmpty()) {
          ending.verify(test.endsQuiet());
        } else {
          System.out.println(
              context.getDisplayName() + ": last of all\n" + ending.board().tail(80));
        }
      }
    }
  }
}
