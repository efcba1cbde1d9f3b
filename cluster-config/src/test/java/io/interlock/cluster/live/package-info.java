/// Tests of the page that shows a fleet, some of them in a real browser.
@NullMarked
package io.interlock.cluster.live;

import org.jspecify.annotations.NullMarked;
