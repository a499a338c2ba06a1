package io.leaderworkerset.scenario;

import io.leaderworkerset.testkit.controlplane.ControlPlaneBinaries;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests a parameter of one type, where there is what it takes to make it. */
abstract class ClusterParameter<T> implements ExecutionCondition, ParameterResolver {
  private final Class<T> type;

  ClusterParameter(Class<T> type) {
    this.type = type;
  }

  /** Returns the parameter of a test that is about to run. */
  abstract T of(ExtensionContext context);

  /** Says whether there are the programs of a control plane, and if not, how to get them. */
  static ConditionEvaluationResult controlPlane() {
    return ControlPlaneBinaries.find().isPresent()
        ? ConditionEvaluationResult.enabled("the programs of a control plane are there")
        : ConditionEvaluationResult.disabled(
            ControlPlaneBinaries.ASSETS + " is not set. " + ControlPlaneBinaries.howToGetThem());
  }

  @Override
  public final boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == type;
  }

  @Override
  public final Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return of(context);
  }
}
