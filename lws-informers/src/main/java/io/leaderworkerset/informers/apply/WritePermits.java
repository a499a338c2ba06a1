package io.leaderworkerset.informers.apply;

import io.leaderworkerset.informers.concurrent.DaemonThreads;
import io.leaderworkerset.informers.http.KubeRequest;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Counts writes on their way, so that a stop can be sure that there is none. */
final class WritePermits {
  private final WriteGate gate;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition idle = lock.newCondition();
  private int inFlight;
  private boolean stopped;

  WritePermits(WriteGate gate) {
    this.gate = gate;
  }

  boolean isOpen() {
    lock.lock();
    try {
      return !stopped && gate.isOpen();
    } finally {
      lock.unlock();
    }
  }

  /** Refuses early, so that a refused write takes no token. */
  void check(KubeRequest request) {
    lock.lock();
    try {
      if (stopped) {
        throw new WriteRefusedException(request.describe(), "the controllers are stopped");
      }
      if (!gate.isOpen()) {
        throw new WriteRefusedException(request.describe(), "this process is not the leader");
      }
    } finally {
      lock.unlock();
    }
  }

  void enter(KubeRequest request) {
    lock.lock();
    try {
      check(request);
      inFlight++;
    } finally {
      lock.unlock();
    }
  }

  void leave() {
    lock.lock();
    try {
      inFlight--;
      if (inFlight == 0) {
        idle.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  boolean stop(Duration timeout) {
    long deadline = DaemonThreads.deadline(timeout);
    boolean interrupted = false;
    lock.lock();
    try {
      stopped = true;
      while (inFlight > 0) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        try {
          boolean signalled = idle.await(left, TimeUnit.NANOSECONDS);
          if (!signalled && inFlight > 0) {
            return false;
          }
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      return true;
    } finally {
      lock.unlock();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
