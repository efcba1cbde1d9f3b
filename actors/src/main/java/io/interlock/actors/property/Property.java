package io.interlock.actors.property;

import io.interlock.actors.fact.Fact;
import io.interlock.engine.Copyable;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Watches the facts of one host, in the order in which they are stated, and speaks when something
/// is broken.
///
/// A complaint is one line, the message of a [io.interlock.engine.explore.Violation]: what stands
/// in it before the first ` (` is the same for all ways in which the same thing breaks, what
/// follows says where and by how much. A property that has spoken can go on watching, and speaks
/// again of what breaks later.
public interface Property extends Copyable<Property> {
  /// Its name, part of the interface for users.
  String name();

  /// The kinds of facts that it looks at. Others change neither its mind nor what it says.
  Set<Class<? extends Fact>> facts();

  /// A fact is stated. The complaint if that breaks the property, else null.
  @Nullable String observe(Fact fact);

  /// Nothing more will happen. The complaint if the property cannot hold any more, else null.
  ///
  /// Not to be asked of a run that is merely cut off.
  default @Nullable String atEnd() {
    return null;
  }
}
