package io.interlock.engine.conductor;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/// Keeps the futures of Akka's Java API inside the simulation.
///
/// `ask` answers with a future of scala-java8-compat, which runs even what is *not* named async on
/// the JVM's common pool, so that a reply would come back on a foreign thread. A future may choose
/// its executor by overriding `defaultExecutor`; theirs does not, so before it is loaded it is
/// given that one method. Outside simulations the method answers as before.
public final class JavaFutures {
  private static final String FUTURES = "scala.concurrent.java8.FuturesConvertersImpl";
  private static final ClassDesc EXECUTOR = Executor.class.describeConstable().orElseThrow();
  private static final ClassDesc FUTURE = CompletableFuture.class.describeConstable().orElseThrow();
  private static final ClassDesc HERE = JavaFutures.class.describeConstable().orElseThrow();
  private static final boolean ADOPTED = adopt();

  private JavaFutures() {}

  /// Adopts the futures of this JVM, once.
  ///
  /// @return false if they were in use before, so that `ask` cannot be simulated
  public static boolean adopted() {
    return ADOPTED;
  }

  /// The executor of a future that was made here and now; called by the futures themselves.
  public static Executor executor(Executor elsewhere) {
    return Conductor.RUNNING.isBound() ? Conductor.RUNNING.get()::execute : elsewhere;
  }

  private static boolean adopt() {
    try {
      Class<?> futures = Class.forName(FUTURES, false, JavaFutures.class.getClassLoader());
      byte[] adopted = withExecutor(bytes(futures, FUTURES + "$CF"));
      MethodHandles.privateLookupIn(futures, MethodHandles.lookup()).defineClass(adopted);
      return true;
    } catch (LinkageError alreadyLoaded) {
      return false;
    } catch (ReflectiveOperationException | IOException missing) {
      throw new IllegalStateException("Akka's Java futures are not where 2.8 has them", missing);
    }
  }

  private static byte[] bytes(Class<?> near, String name) throws IOException {
    try (InputStream in = near.getResourceAsStream("/" + name.replace('.', '/') + ".class")) {
      if (in == null) {
        throw new IOException(name + " is not on the class path");
      }
      return in.readAllBytes();
    }
  }

  private static byte[] withExecutor(byte[] original) {
    ClassFile format = ClassFile.of();
    return format.transformClass(
        format.parse(original),
        ClassTransform.endHandler(
            type ->
                type.withMethodBody(
                    "defaultExecutor",
                    MethodTypeDesc.of(EXECUTOR),
                    ClassFile.ACC_PUBLIC,
                    code ->
                        code.aload(0)
                            .invokespecial(FUTURE, "defaultExecutor", MethodTypeDesc.of(EXECUTOR))
                            .invokestatic(HERE, "executor", MethodTypeDesc.of(EXECUTOR, EXECUTOR))
                            .areturn())));
  }
}
