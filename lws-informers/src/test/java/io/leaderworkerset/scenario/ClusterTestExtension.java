package io.leaderworkerset.scenario;

import io.leaderworkerset.testkit.controlplane.ControlPlaneBinaries;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;

/** Runs each {@link ClusterTest} on the embedded cluster and on the real one. */
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
    return Stream.of(new On(test, false), new On(test, true));
  }

  private record On(ClusterTest test, boolean real) implements TestTemplateInvocationContext {
    @Override
    public String getDisplayName(int index) {
      return real ? "on kube-apiserver" : "on the embedded cluster";
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
      return List.of(new Run(test, real));
    }
  }

  private static final class Run
      implements ExecutionCondition, ParameterResolver, AfterTestExecutionCallback {
    private final ClusterTest test;
    private final boolean real;
    private Scenario scenario;

    Run(ClusterTest test, boolean real) {
      this.test = test;
      this.real = real;
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      if (!real) {
        return ConditionEvaluationResult.enabled("the embedded cluster is always there");
      }
      if (!test.embeddedOnly().isEmpty()) {
        return ConditionEvaluationResult.disabled(test.embeddedOnly());
      }
      return ControlPlaneBinaries.find().isPresent()
          ? ConditionEvaluationResult.enabled("the programs of a control plane are there")
          : ConditionEvaluationResult.disabled(
              ControlPlaneBinaries.ASSETS + " is not set. " + ControlPlaneBinaries.howToGetThem());
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == Scenario.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      scenario = Clusters.of(context).begin(real, context.getRequiredTestMethod().getName());
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
        }
      }
    }
  }
}
