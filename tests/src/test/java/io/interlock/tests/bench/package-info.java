/// Benchmarks for JMH; each class has a `main`.
@NullMarked
package io.interlock.tests.bench;

import org.jspecify.annotations.NullMarked;
