/// Twelve seeded races of real actors, each with a clean twin, and how soon searches find them.
@NullMarked
package io.interlock.tests.races;

import org.jspecify.annotations.NullMarked;
