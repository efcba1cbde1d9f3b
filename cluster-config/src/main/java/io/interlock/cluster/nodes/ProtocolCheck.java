package io.interlock.cluster.nodes;

import akka.cluster.ConfigValidation;
import akka.cluster.JoinConfigCompatChecker;
import com.typesafe.config.Config;
import java.util.List;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/// Lets only nodes join whose messages have the same shape, and whose hosts do the same.
public final class ProtocolCheck extends JoinConfigCompatChecker {
  static final String PROTOCOL = "interlock.fleet.protocol";
  static final String BUILD = "interlock.fleet.build";

  @Override
  public Seq<String> requiredKeys() {
    return CollectionConverters.asScala(List.of(PROTOCOL, BUILD)).toList();
  }

  @Override
  public ConfigValidation check(Config toCheck, Config actual) {
    return JoinConfigCompatChecker.fullMatch(requiredKeys(), toCheck, actual);
  }
}
