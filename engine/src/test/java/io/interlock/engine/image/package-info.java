@NullMarked
package io.interlock.engine.image;

import org.jspecify.annotations.NullMarked;
