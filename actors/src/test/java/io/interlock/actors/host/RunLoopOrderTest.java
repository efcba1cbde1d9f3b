package io.interlock.actors.host;

import static io.interlock.actors.host.TestHost.guest;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.actors.host.plan.RunSettings;
import io.interlock.engine.trace.Delivered;
import io.interlock.hypervisor.program.Instruction;
import io.interlock.hypervisor.program.KernelStep;
import io.interlock.hypervisor.program.Routine;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// At granularity `step`, what reaches the PE is the text of the program, in its order.
class RunLoopOrderTest {
  private static List<Delivered> work(TestRun run) {
    return run.deliveries().stream()
        .filter(delivery -> delivery.message() instanceof PhysicalCpu.Command.Execute)
        .toList();
  }

  /// What a PE is asked to do for the only vCPU, one entry for each operation.
  private static List<String> asked(TestRun run, boolean alone) {
    List<String> asked = new ArrayList<>();
    for (Delivered delivery : work(run)) {
      for (KernelWork item : ((PhysicalCpu.Command.Execute) delivery.message()).work()) {
        switch (item) {
          case KernelWork.ProgramRun program -> {
            List<String> operations = operations(program);
            assertTrue(!alone || operations.size() == 1, () -> "not alone: " + operations);
            asked.addAll(operations);
          }
          case KernelWork.EnterGuest _ -> asked.add("enter-guest");
          case KernelWork.InterruptWindow _ -> asked.add("irq-window");
          case KernelWork.Busy _, KernelWork.SendReschedule _, KernelWork.SetTimersActive _ -> {}
          case KernelWork.EmulateTimer _, KernelWork.WriteTimer _ -> {}
          case KernelWork.SetRunning _,
              KernelWork.ClearRunning _,
              KernelWork.ReserveCounters _,
              KernelWork.OwnCounters _ -> {}
          case KernelWork.WriteMonitor _, KernelWork.LockPerf _ -> {}
          case KernelWork.EnterGuestView _,
              KernelWork.LeaveGuestView _,
              KernelWork.AccessMonitors _ -> {}
        }
      }
    }
    return asked;
  }

  private static List<String> operations(KernelWork.ProgramRun program) {
    return program.routine().instructions().subList(program.from(), program.to()).stream()
        .filter(Instruction.OnPe.class::isInstance)
        .map(instruction -> instruction.source().toString())
        .toList();
  }

  /// What the routine asks of a PE with no list register in use, read off the program itself.
  private static List<String> expected(Routine routine) {
    List<String> expected = new ArrayList<>();
    int next = 0;
    while (next < routine.size()) {
      Instruction instruction = routine.get(next++);
      switch (instruction) {
        case Instruction.OnPe _ -> expected.add(instruction.source().toString());
        case Instruction.Step(_, var step)
            when step == KernelStep.ENTER_GUEST || step == KernelStep.IRQ_WINDOW ->
            expected.add(step.toString());
        // The only conditions that binding leaves are those on list registers in use.
        case Instruction.BranchUnless(_, _, int target) -> next = target;
        case Instruction.Jump(_, int target) -> next = target;
        case Instruction.Step _, Instruction.Boundary _, Instruction.AssignSaved _ -> {}
      }
    }
    return expected;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void oneRunIsLoadEnterExitAndPutAsTheProgramSays(boolean vhe) {
    TestHost host = RegistersTest.dual(vhe).with("a", guest("compute 1M", "off").on("2")).inSteps();
    RunSettings settings = host.plan().settings().withOwnCounters();
    List<String> expected = new ArrayList<>(expected(settings.load()));
    expected.addAll(expected(settings.enter()));
    expected.addAll(expected(settings.exit()));
    expected.addAll(expected(settings.put()));
    try (TestRun run = TestRun.watching(host, 1, _ -> true).finish()) {
      assertEquals(String.join("\n", expected), String.join("\n", asked(run, true)));
      assertTrue(expected.size() > 100);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void exitThatTheKernelHandlesGoesRoundWithoutLoadAndPut(boolean vhe) {
    TestHost host = RegistersTest.dual(vhe).with("a", guest("hvc", "hvc", "off").on("2")).inSteps();
    RunSettings settings = host.plan().settings().withOwnCounters();
    List<String> expected = new ArrayList<>(expected(settings.load()));
    for (int entry = 0; entry < 3; entry++) {
      expected.addAll(expected(settings.enter()));
      expected.addAll(expected(settings.exit()));
    }
    expected.addAll(expected(settings.put()));
    try (TestRun run = TestRun.watching(host, 1, _ -> true).finish()) {
      assertEquals(String.join("\n", expected), String.join("\n", asked(run, true)));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void blockAsksForTheSameOperationsInTheSameOrder(boolean vhe) {
    TestHost host = RegistersTest.dual(vhe).with("a", guest("hvc", "compute 1M", "off").on("2"));
    try (TestRun steps = TestRun.watching(host.inSteps(), 1, _ -> true).finish();
        TestRun blocks = TestRun.watching(host, 1, _ -> true).finish()) {
      assertEquals(String.join("\n", asked(steps, true)), String.join("\n", asked(blocks, false)));
      assertTrue(work(blocks).size() * 10 < work(steps).size());
    }
  }
}
