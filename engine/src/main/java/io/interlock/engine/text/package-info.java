/// Text for people.
@NullMarked
package io.interlock.engine.text;

import org.jspecify.annotations.NullMarked;
