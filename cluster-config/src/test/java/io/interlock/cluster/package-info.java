/// Tests of many hosts on one machine.
@NullMarked
package io.interlock.cluster;

import org.jspecify.annotations.NullMarked;
