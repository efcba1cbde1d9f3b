package io.interlock.actors.fact;

/// Which vCPU of a host.
///
/// @param thread number of its thread on the host, from 0; dense
/// @param vm number of its virtual machine on the host, from 0; dense
/// @param vmName name of the virtual machine
/// @param index number of the vCPU in its virtual machine, from 0
public record VcpuId(int thread, int vm, String vmName, int index) {
  @Override
  public String toString() {
    return vmName + "." + index;
  }
}
