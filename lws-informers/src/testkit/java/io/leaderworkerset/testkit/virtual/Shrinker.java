package io.leaderworkerset.testkit.virtual;

import io.leaderworkerset.observe.RestartSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Makes a failing script shorter, one change at a time, as long as it fails in the same way. */
final class Shrinker {
  private static final int MOST_TRIES = 600;

  private final Predicate<Script> fails;
  private int tries;

  Shrinker(Predicate<Script> fails) {
    this.fails = fails;
  }

  Script shrink(Script script) {
    Script best = script;
    Script before;
    do {
      before = best;
      for (Script shorter : shorter(best)) {
        if (tries++ < MOST_TRIES && fails.test(shorter)) {
          best = shorter;
          break;
        }
      }
    } while (!best.equals(before));
    return best;
  }

  /** Returns what is a step shorter, the greatest steps first. */
  private static List<Script> shorter(Script script) {
    List<Script> out = new ArrayList<>();
    int steps = script.steps().size();
    if (steps > 1) {
      out.add(script.withSteps(script.steps().subList(0, steps / 2)));
      out.add(script.withSteps(script.steps().subList(steps / 2, steps)));
    }
    for (int i = 0; i < steps; i++) {
      List<Step> fewer = new ArrayList<>(script.steps());
      fewer.remove(i);
      out.add(script.withSteps(fewer));
    }
    if (!script.calm()) {
      out.add(script.withCalm());
    }
    if (script.maxUnavailableGate()) {
      out.add(script.withoutGate());
    }
    if (!script.restarts().equals(RestartSettings.REFERENCE)) {
      out.add(script.withRestarts(RestartSettings.REFERENCE));
    }
    SetShape first = script.first();
    if (first.spare() != SetShape.NO_CEILING) {
      out.add(script.withFirst(first.withSpare(SetShape.NO_CEILING)));
    }
    if (first.replicas() > 1) {
      out.add(script.withFirst(first.withReplicas(first.replicas() - 1)));
    }
    if (first.size() > 1) {
      out.add(script.withFirst(first.withSize(first.size() - 1)));
    }
    if (first.maxSurge() > 1) {
      out.add(script.withFirst(first.withBudget(first.maxUnavailable(), first.maxSurge() - 1)));
    }
    addSmallerSteps(script, out);
    return out;
  }

  private static void addSmallerSteps(Script script, List<Script> out) {
    for (int i = 0; i < script.steps().size(); i++) {
      Step step = script.steps().get(i);
      if (step.amount() > 100) {
        List<Step> smaller = new ArrayList<>(script.steps());
        smaller.set(i, new Step(step.atMillis(), step.what(), step.which(), step.amount() / 2));
        out.add(script.withSteps(smaller));
      }
    }
  }
}
