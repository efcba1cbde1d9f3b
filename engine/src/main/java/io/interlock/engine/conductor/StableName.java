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

  /// Whether a path is that of an actor or of one below it.
  static boolean isWithin(ActorPath root, ActorPath path) {
    String full = path.toStringWithoutAddress();
    String above = root.toStringWithoutAddress();
    return full.equals(above) || full.startsWith(above + "/");
  }

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
