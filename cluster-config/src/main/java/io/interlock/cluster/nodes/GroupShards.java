package io.interlock.cluster.nodes;

import akka.cluster.sharding.typed.ShardingEnvelope;
import akka.cluster.sharding.typed.ShardingMessageExtractor;

/// Each group of hosts is a shard of its own, so that groups can be dealt one by one.
final class GroupShards
    extends ShardingMessageExtractor<ShardingEnvelope<GroupMessage>, GroupMessage> {
  @Override
  public String entityId(ShardingEnvelope<GroupMessage> envelope) {
    return envelope.entityId();
  }

  @Override
  public String shardId(String group) {
    return group;
  }

  @Override
  public GroupMessage unwrapMessage(ShardingEnvelope<GroupMessage> envelope) {
    return envelope.message();
  }
}
