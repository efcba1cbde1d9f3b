package io.interlock.cluster.nodes;

/// A message between nodes. It travels as CBOR; [#VERSION] changes with the shape of any of them,
/// and nodes with different versions do not join.
interface Message {
  /// What nodes of one fleet have in common.
  int VERSION = 6;
}
