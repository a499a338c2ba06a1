package io.leaderworkerset.informers.apply;

/** Says whether this process may write now, such as while it is the leader. */
@FunctionalInterface
public interface WriteGate {
  /** Always open. */
  WriteGate OPEN = () -> true;

  /** Returns whether a write may be sent; asked right before each, must not block. */
  boolean isOpen();
}
