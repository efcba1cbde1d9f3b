/// What no single module can test: the order of the modules, and the repository itself.
@NullMarked
package io.interlock.tests;

import org.jspecify.annotations.NullMarked;
