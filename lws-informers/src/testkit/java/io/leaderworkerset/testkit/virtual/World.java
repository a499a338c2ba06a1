package io.leaderworkerset.testkit.virtual;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import javax.annotation.Nullable;

/** All actors of one run, and what they share. */
final class World {
  private static final int MOST_EVENTS = 60_000;

  private final Script script;
  private final Agenda agenda = new Agenda();
  private final Store store = new Store(agenda);
  private final SplittableRandom seeds;
  private final Laws laws;
  private final Kubelets kubelets;
  private final Managers managers;
  private final User user;
  private final List<Violation> violations = new ArrayList<>();
  @Nullable private final List<Story.Line> lines;

  World(Script script, ManagerCode code, boolean tellsStory) {
    this.script = script;
    this.lines = tellsStory ? new ArrayList<>() : null;
    this.seeds = new SplittableRandom(script.seed());
    this.laws = new Laws(this);
    this.kubelets = new Kubelets(this, chance());
    this.managers = new Managers(this, code, chance());
    this.user = new User(this);
    store.listen(laws);
    store.listen(new StatefulSets(this, chance(), script.maxUnavailableGate()));
    store.listen(new Garbage(this, chance()));
    store.listen(kubelets);
    store.listen(managers);
  }

  private Chance chance() {
    return new Chance(seeds.split(), script.calm());
  }

  /** Runs to the end, or to the first violation. */
  Run run() {
    user.begin();
    managers.begin();
    long end = user.lastStep();
    runTo(end);
    user.heal();
    managers.heal();
    rest(end + Duration.ofMinutes(40).toNanos());
    checkRest();
    return new Run(
        script,
        violations,
        new Story(lines == null ? List.of() : lines),
        agenda.done(),
        Duration.ofNanos(agenda.now()));
  }

  private void checkRest() {
    if (hasFailed()) {
      return;
    }
    laws.atRest();
    if (hasFailed()) {
      return;
    }
    long before = store.version();
    managers.takeOver();
    rest(agenda.now() + Duration.ofMinutes(2).toNanos());
    if (!hasFailed() && store.version() != before) {
      violated(Invariant.QUIET, "a new manager wrote to a set that was as it should be");
    }
  }

  private void rest(long until) {
    runTo(until);
    if (!hasFailed() && !agenda.isEmpty() && managers.isBusy()) {
      violated(Invariant.CONVERGENCE, "it never comes to rest: " + laws.unfinished());
    }
  }

  private void runTo(long until) {
    while (!hasFailed() && agenda.runNext(until)) {
      if (agenda.done() > MOST_EVENTS) {
        violated(Invariant.CONVERGENCE, "it never comes to rest: " + laws.unfinished());
      }
    }
  }

  /** Lets the world go on while an actor waits, such as for an answer. */
  void pass(long nanos) {
    long until = agenda.now() + nanos;
    runTo(until);
    agenda.passTo(until);
  }

  Script script() {
    return script;
  }

  Agenda agenda() {
    return agenda;
  }

  Store store() {
    return store;
  }

  Laws laws() {
    return laws;
  }

  Kubelets kubelets() {
    return kubelets;
  }

  Managers managers() {
    return managers;
  }

  User user() {
    return user;
  }

  boolean hasFailed() {
    return !violations.isEmpty();
  }

  void violated(Invariant invariant, String what) {
    violations.add(new Violation(invariant, Duration.ofNanos(agenda.now()), what));
  }

  /** Adds to the story, if there is one. */
  void tell(String actor, Supplier<String> text) {
    if (lines != null) {
      lines.add(new Story.Line(Duration.ofNanos(agenda.now()), actor, text.get()));
    }
  }

  /** Returns a clock that shows the virtual time. */
  Clock clock() {
    return new Clock() {
      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this; // instants are the same in every zone
      }

      @Override
      public Instant instant() {
        return agenda.instant();
      }
    };
  }
}
