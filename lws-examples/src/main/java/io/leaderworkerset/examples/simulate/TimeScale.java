package io.leaderworkerset.examples.simulate;

import io.leaderworkerset.plan.simulate.Timeline;
import io.leaderworkerset.plan.simulate.Timeline.Frame;
import io.leaderworkerset.plan.simulate.Timeline.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Where times are in the picture: a short look at what was before, the change, what follows. */
final class TimeScale {
  private static final int MOST_TICKS = 8;
  private static final long[] STEPS = {
    1, 2, 5, 10, 15, 30, 60, 120, 180, 300, 600, 900, 1800, 3600, 7200, 21_600, 43_200, 86_400
  };

  final double left;
  final double right;
  final double change;
  private final double seconds;
  private final Timeline timeline;

  /**
   * Makes a scale.
   *
   * @param readyAfter a time that a viewer has a feeling for, if nothing happens at all
   */
  TimeScale(Timeline timeline, Duration readyAfter, double left, double right) {
    this.timeline = timeline;
    this.left = left;
    this.right = right;
    this.change = left + 36;
    double end = timeline.duration().toMillis() / 1000.0;
    double after =
        timeline.outcome() == Outcome.DONE
            ? end * 0.05
            : Math.max(end * 0.25, readyAfter.toMillis() / 1000.0);
    this.seconds = Math.max(1, end + after);
  }

  double x(Duration at) {
    return change + (right - change) * at.toMillis() / 1000.0 / seconds;
  }

  /** Where the last thing happens. */
  double end() {
    return x(timeline.duration());
  }

  /** A stretch of time in which nothing changes. */
  record Stretch(double from, double to, Frame frame) {}

  /** Returns all stretches, the one before the change first. */
  List<Stretch> stretches() {
    List<Frame> frames = timeline.frames();
    List<Stretch> out = new ArrayList<>();
    out.add(new Stretch(left, change, frames.get(0)));
    for (int i = 0; i < frames.size(); i++) {
      Frame frame = frames.get(i);
      boolean last = i + 1 == frames.size();
      if (last || frames.get(i + 1).at().compareTo(frame.at()) > 0) {
        double to = last ? right : x(frames.get(i + 1).at());
        out.add(new Stretch(x(frame.at()), to, frame));
      }
    }
    return out;
  }

  /** Returns the times to name on the axis, 0 first. */
  List<Duration> ticks() {
    long step = STEPS[STEPS.length - 1];
    for (long each : STEPS) {
      if (seconds / each <= MOST_TICKS) {
        step = each;
        break;
      }
    }
    List<Duration> out = new ArrayList<>();
    for (long at = 0; at <= seconds; at += step) {
      out.add(Duration.ofSeconds(at));
    }
    return out;
  }
}
