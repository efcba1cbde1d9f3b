package io.interlock.hypervisor.program;

/// Where a term finds what it reads.
public interface Operands {

  long register(Storage storage);

  long live(String name);
}
