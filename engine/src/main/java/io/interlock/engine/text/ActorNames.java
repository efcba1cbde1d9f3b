package io.interlock.engine.text;

import java.util.regex.Pattern;

/// Takes out of a text what differs from world to world, so that the same event reads the same.
public final class ActorNames {
  /// As in `Actor[akka://system/user/dinner-7/table/fork0#12345]`, of which `table/fork0` stays.
  private static final Pattern REFERENCE =
      Pattern.compile(
          "Actor\\[akka://[^/\\]]{1,99}/(?:user/(?:[^/#\\]]{1,200}-\\d{1,9}/)?)?"
              + "([^#\\]]{0,400})[^\\]]{0,40}]");

  /// As in `bank.Account@1b6d3586`, the text of an object that has none of its own.
  private static final Pattern IDENTITY = Pattern.compile("(?<=[\\w$])@[0-9a-f]{5,8}\\b");

  private ActorNames() {}

  /// The text, with the stable name alone in place of each reference to an actor, and without the
  /// identity hashes of objects.
  public static String plain(String text) {
    return IDENTITY.matcher(REFERENCE.matcher(text).replaceAll("$1")).replaceAll("");
  }
}
