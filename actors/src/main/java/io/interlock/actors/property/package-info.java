/// What must hold of every run, judged from the facts that the actors of a host state.
@NullMarked
package io.interlock.actors.property;

import org.jspecify.annotations.NullMarked;
