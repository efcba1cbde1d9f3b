package io.interlock.engine.image;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes lambdas as the JDK would: by the method that they stand for, and what they captured.
///
/// Kryo's own needs a package of the JDK to be open.
final class LambdaSerializer extends Serializer<Object> {
  /// What a `SerializedLambda` knows.
  private record Form(
      String capturingClass,
      String functionalInterface,
      String interfaceMethod,
      String interfaceSignature,
      int implementationKind,
      String implementationClass,
      String implementationMethod,
      String implementationSignature,
      String instantiatedType,
      List<@Nullable Object> captured) {
    static Form of(SerializedLambda lambda) {
      return new Form(
          lambda.getCapturingClass(),
          lambda.getFunctionalInterfaceClass(),
          lambda.getFunctionalInterfaceMethodName(),
          lambda.getFunctionalInterfaceMethodSignature(),
          lambda.getImplMethodKind(),
          lambda.getImplClass(),
          lambda.getImplMethodName(),
          lambda.getImplMethodSignature(),
          lambda.getInstantiatedMethodType(),
          captured(lambda));
    }

    private static List<@Nullable Object> captured(SerializedLambda lambda) {
      List<@Nullable Object> captured = new ArrayList<>();
      for (int i = 0; i < lambda.getCapturedArgCount(); i++) {
        captured.add(lambda.getCapturedArg(i));
      }
      return captured;
    }

    SerializedLambda in(Class<?> capturing) {
      return new SerializedLambda(
          capturing,
          functionalInterface,
          interfaceMethod,
          interfaceSignature,
          implementationKind,
          implementationClass,
          implementationMethod,
          implementationSignature,
          instantiatedType,
          captured.toArray());
    }
  }

  @Override
  public void write(Kryo kryo, Output output, Object lambda) {
    kryo.writeObject(output, Form.of(serialized(lambda)));
  }

  private static SerializedLambda serialized(Object lambda) {
    try {
      Method replace = lambda.getClass().getDeclaredMethod("writeReplace");
      replace.setAccessible(true);
      return (SerializedLambda) replace.invoke(lambda);
    } catch (ReflectiveOperationException refused) {
      String type = lambda.getClass().getName();
      String where = type.substring(0, type.indexOf("$$Lambda"));
      throw new ImageException(
          "a lambda of " + where + ", which is not Serializable; allowed: one that is", refused);
    }
  }

  @Override
  public Object read(Kryo kryo, Input input, Class<?> type) {
    Form form = kryo.readObject(input, Form.class);
    try {
      Class<?> capturing =
          Class.forName(form.capturingClass().replace('/', '.'), true, kryo.getClassLoader());
      Method make = capturing.getDeclaredMethod("$deserializeLambda$", SerializedLambda.class);
      make.setAccessible(true);
      return make.invoke(null, form.in(capturing));
    } catch (ReflectiveOperationException unknown) {
      throw new ImageException(
          "a lambda of " + form.capturingClass() + " of another build", unknown);
    }
  }
}
