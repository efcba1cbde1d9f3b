/// Context-switch programs as text: lexer, parser, syntax tree and printer. The grammar is in
/// `docs/context-switch-programs.md`.
@NullMarked
package io.interlock.hypervisor.program.source;

import org.jspecify.annotations.NullMarked;
