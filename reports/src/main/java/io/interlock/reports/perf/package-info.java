/// `perf.data` files with Arm SPE data, for Linux' perf to read.
@NullMarked
package io.interlock.reports.perf;

import org.jspecify.annotations.NullMarked;
