package io.interlock.engine.conductor;

import akka.actor.ActorPath;

/// Names that are equal in every run: the path below the root of the simulation.
///
/// The root itself is numbered by the engine, and Akka's uids are drawn by chance, so neither
/// counts.
public final class StableName {
  private static final String USER = "/user/";
  private static final String ROOT = "stage";

  private StableName() {}

  /// The stable name of the actor with this path, or an empty text if no simulation can own it.
  public static String of(ActorPath path) {
    String full = path.toStringWithoutAddress();
    if (!full.startsWith(USER)) {
      return "";
    }
    int root = full.indexOf('/', USER.length());
    return root < 0 ? ROOT : full.substring(root + 1);
  }
}
