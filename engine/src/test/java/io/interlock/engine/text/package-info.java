/// Text for people, with the worst that can be in it.
@NullMarked
package io.interlock.engine.text;

import org.jspecify.annotations.NullMarked;
