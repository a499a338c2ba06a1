package io.leaderworkerset.testkit.virtual;

import io.leaderworkerset.api.LeaderWorkerSetStatus;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.identity.RestartPolicy;
import java.time.Duration;
import java.util.List;
import javax.annotation.Nullable;

/** Carries out the script: wishes of the user, and faults. */
final class User {
  /** The name of the set. */
  static final String SET = "llm";

  private static final String ACTOR = "user";
  private static final String FATE = "fault";

  private final World world;
  private SetShape shape;
  private boolean wanted = true;
  private boolean healed;

  User(World world) {
    this.world = world;
    this.shape = world.script().first();
  }

  /** Returns what the user wants the set to be; null if there is to be none. */
  @Nullable
  SetShape wish() {
    return wanted ? shape : null;
  }

  void begin() {
    create();
    for (Step step : world.script().steps()) {
      world.agenda().at(Duration.ofMillis(step.atMillis()).toNanos(), () -> carryOut(step));
    }
  }

  /** Returns when all steps are done. */
  long lastStep() {
    long last = 0;
    for (Step step : world.script().steps()) {
      last = Math.max(last, step.atMillis());
    }
    return Duration.ofMillis(last + 1).toNanos();
  }

  /**
   * Ends what could not come to rest: a template whose pods never become ready, a partition, a
   * budget of restarts that is used up, or will be by what was under way.
   */
  void heal() {
    healed = true;
    if (wanted && (shape.template() < 0 || shape.partition() > 0)) {
      change(shape.withTemplate(Math.abs(shape.template())).withPartition(0));
    }
    if (world.script().restarts().budget() != null) {
      resume();
      world.agenda().after(Duration.ofMinutes(20).toNanos(), this::resume);
    }
  }

  private void resume() {
    if (wanted) {
      world.laws().resumed();
      change(shape.resumed());
    }
  }

  private void create() {
    if (!wanted) {
      return; // deleted again before it could be made
    }
    world.tell(ACTOR, () -> "creates set " + SET + ": " + shape);
    Stored made = world.store().create(Kind.SET, SET, List.of(), body(shape, 1, null));
    if (made == null) { // the one deleted in the foreground is not gone yet
      world.agenda().after(Duration.ofMillis(500), this::create);
    } else {
      world.laws().wished(shape);
    }
  }

  private Body.OfSet body(SetShape of, long generation, @Nullable LeaderWorkerSetStatus status) {
    return new Body.OfSet(of, of.toSpec(), generation, status);
  }

  private void change(SetShape next) {
    shape = next;
    Stored set = world.store().get(Kind.SET, SET);
    if (set == null || set.isDeleting() || set.set().shape().equals(next)) {
      return; // made with this shape when it is made
    }
    world.tell(ACTOR, () -> "wants " + next);
    world.laws().wished(next);
    Body.OfSet before = set.set();
    long generation = before.generation() + (next.hasSpecOf(before.shape()) ? 0 : 1);
    world.store().update(set, body(next, generation, before.status()));
  }

  private void carryOut(Step step) {
    if (healed) {
      return;
    }
    int amount = step.amount();
    switch (step.what()) {
      case SCALE -> change(shape.withReplicas(amount));
      case TEMPLATE -> change(shape.withTemplate(amount));
      case BROKEN_TEMPLATE -> change(shape.withTemplate(-Math.max(1, amount)));
      case RESIZE -> change(shape.withSize(Math.max(1, amount)));
      case BUDGET -> change(shape.withBudget(step.which() % 3, budget(step)));
      case RESTART_POLICY ->
          change(
              shape.withPolicies(policy(amount), shape.startupPolicy(), shape.subdomainPolicy()));
      case PARTITION -> change(shape.withPartition(amount));
      case RECREATE_SET -> recreate(amount % 2 == 0);
      case DELETE_SET -> deleteSet(amount % 2 == 0);
      default -> fail(step);
    }
  }

  /** One of the two is above 0. */
  private static int budget(Step step) {
    return step.which() % 3 == 0 ? Math.max(1, step.amount()) : step.amount();
  }

  static RestartPolicy policy(int number) {
    return switch (number % 4) {
      case 0, 1 -> RestartPolicy.RECREATE_GROUP_ON_POD_RESTART;
      case 2 -> RestartPolicy.RECREATE_GROUP_AFTER_START;
      default -> RestartPolicy.NONE;
    };
  }

  private void recreate(boolean foreground) {
    if (wanted) {
      deleteSet(foreground);
      wanted = true;
      world.agenda().after(Duration.ofMillis(20), this::create);
    }
  }

  private void deleteSet(boolean foreground) {
    Stored set = world.store().get(Kind.SET, SET);
    wanted = false;
    if (set != null) {
      world.tell(ACTOR, () -> "deletes " + set + (foreground ? " in the foreground" : ""));
      world.store().delete(set, foreground, false);
    }
  }

  private void fail(Step step) {
    switch (step.what()) {
      case RESTART_CONTAINER, EVICT_POD, DELETE_POD, FORCE_DELETE_POD -> failPod(step);
      case DELETE_STATEFUL_SET -> deleteOne(Kind.STATEFUL_SET, step);
      case DELETE_SERVICE -> deleteOne(Kind.SERVICE, step);
      case DELETE_REVISION -> deleteOne(Kind.REVISION, step);
      case LOSE_NODE -> {
        int node = step.which() % Kubelets.NODES;
        world.tell(FATE, () -> "node-" + node + " is not heard of for " + step.amount() + " ms");
        world.kubelets().lose(node, Duration.ofMillis(step.amount()).toNanos());
      }
      case REMOVE_NODE -> {
        int node = step.which() % Kubelets.NODES;
        world.tell(FATE, () -> "node-" + node + " is deleted, and its pods with it");
        world.kubelets().remove(node);
      }
      case SECOND_MANAGER -> world.managers().second(Duration.ofMillis(step.amount()).toNanos());
      default -> failManager(step);
    }
  }

  private void failPod(Step step) {
    Stored pod = pick(Kind.POD, step.which());
    if (pod == null) {
      return;
    }
    world.tell(FATE, () -> step.what() + " of " + pod);
    switch (step.what()) {
      case RESTART_CONTAINER -> world.kubelets().restartContainer(pod);
      case EVICT_POD -> world.kubelets().evict(pod);
      case DELETE_POD -> world.store().delete(pod, false, false);
      default -> world.store().delete(pod, false, true);
    }
  }

  private void deleteOne(Kind kind, Step step) {
    Stored object = pick(kind, step.which());
    if (object != null) {
      boolean foreground = kind == Kind.STATEFUL_SET && step.amount() % 2 == 1;
      world.tell(FATE, () -> "deletes " + object + (foreground ? " in the foreground" : ""));
      if (kind == Kind.STATEFUL_SET) {
        world.laws().statefulSetTaken(object);
      }
      world.store().delete(object, foreground, false);
    }
  }

  private void failManager(Step step) {
    Manager manager = world.managers().leading();
    if (manager == null) {
      return;
    }
    int amount = step.amount();
    List<Kind> kinds = List.of(Kind.values());
    Kind kind = kinds.get(step.which() % kinds.size());
    world.tell(
        FATE,
        () ->
            step.what()
                + " of "
                + manager.name()
                + (step.what() == Step.What.CUT_WATCH || step.what() == Step.What.SLOW_WATCH
                    ? ": " + kind.text()
                    : "")
                + ", "
                + amount);
    long nanos = Duration.ofMillis(amount).toNanos();
    switch (step.what()) {
      case CUT_WATCH -> manager.cutWatch(kind, nanos);
      case SLOW_WATCH -> manager.watch(kind).slow(nanos);
      case CRASH_MANAGER -> manager.api().dieAfter(amount);
      case REFUSE_WRITES -> manager.api().refuse(amount);
      case LOSE_ANSWERS -> manager.api().loseAnswers(amount);
      default -> throw new IllegalStateException("nobody carries out " + step);
    }
  }

  @Nullable
  private Stored pick(Kind kind, int which) {
    List<Stored> all = List.copyOf(world.store().all(kind));
    return all.isEmpty() ? null : all.get(which % all.size());
  }

  /** Returns the name of a group's leader pod, and of its worker StatefulSet. */
  static String leaderOf(int group) {
    return Names.leaderPod(SET, group);
  }
}
