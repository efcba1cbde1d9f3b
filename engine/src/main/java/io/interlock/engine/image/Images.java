package io.interlock.engine.image;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Registration;
import com.esotericsoftware.kryo.SerializerFactory;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.serializers.ClosureSerializer;
import com.esotericsoftware.kryo.serializers.FieldSerializer;
import com.esotericsoftware.kryo.util.DefaultClassResolver;
import com.esotericsoftware.kryo.util.DefaultInstantiatorStrategy;
import com.esotericsoftware.minlog.Log;
import java.util.List;
import org.objenesis.strategy.StdInstantiatorStrategy;

/// Writes graphs of objects as bytes, and reads them in this JVM or in another one of the same
/// build. Whatever they consist of goes with them: no class has to do anything for it.
///
/// All fields count, `transient` ones too. Lambdas have to be `Serializable`. Used by one thread at
/// a time; making one takes some milliseconds.
public final class Images {
  private static final String TOO_DEEP = "objects that hold each other in too long a row";
  private static final int BUFFER_BYTES = 1 << 16;

  private final References references = new References();
  private final StandInSerializer standIns = new StandInSerializer();
  private final Kryo kryo;
  private final Output output = new Output(BUFFER_BYTES, -1);

  /// @param belonging classes and interfaces whose objects belong to one JVM ([StandIns])
  /// @param named further classes that an image may name
  public Images(List<Class<?>> belonging, List<String> named) {
    Log.NONE();
    TrustedClasses trusted = new TrustedClasses(named);
    kryo = new Kryo(new Registrar(trusted), references);
    kryo.setClassLoader(trusted);
    kryo.setRegistrationRequired(false);
    kryo.setInstantiatorStrategy(new DefaultInstantiatorStrategy(new StdInstantiatorStrategy()));
    FieldSerializer.FieldSerializerConfig all = new FieldSerializer.FieldSerializerConfig();
    all.setSerializeTransient(true);
    all.setIgnoreSyntheticFields(false); // an inner object has its outer one there
    all.setExtendedFieldNames(true);
    kryo.setDefaultSerializer(new SerializerFactory.FieldSerializerFactory(all));
    kryo.register(ClosureSerializer.Closure.class, new LambdaSerializer());
    Unmodifiable.addTo(kryo);
    belonging.forEach(type -> kryo.addDefaultSerializer(type, standIns));
  }

  /// Lets nothing into an image that nobody could read.
  private static final class Registrar extends DefaultClassResolver {
    private final TrustedClasses trusted;

    private Registrar(TrustedClasses trusted) {
      this.trusted = trusted;
    }

    @Override
    @SuppressWarnings("rawtypes") // as Kryo has it
    public Registration registerImplicit(Class type) {
      trusted.require(type);
      return super.registerImplicit(type);
    }
  }

  /// The bytes of a graph.
  ///
  /// @throws ImageException where something in it can be written by nobody
  public byte[] write(Object graph, Vocabulary known, StandIns belonging) {
    references.use(known);
    standIns.use(belonging);
    output.reset();
    try {
      output.writeLong(known.fingerprint());
      kryo.writeClassAndObject(output, graph);
      return output.toBytes();
    } catch (KryoException | IllegalArgumentException refused) {
      throw refusal(refused);
    } finally {
      kryo.reset();
      references.use(Vocabulary.EMPTY);
      standIns.use(StandIns.NONE);
    }
  }

  /// The graph of these bytes.
  ///
  /// @param known as it was when they were written
  /// @throws ImageException where they cannot be read, or are those of something else
  public <T> T read(byte[] bytes, Class<T> type, Vocabulary known, StandIns belonging) {
    references.use(known);
    standIns.use(belonging);
    try (Input input = new Input(bytes)) {
      if (input.readLong() != known.fingerprint()) {
        throw new ImageException("an image of something else, or of another build");
      }
      return type.cast(kryo.readClassAndObject(input));
    } catch (RuntimeException refused) { // bytes can be anything
      throw refusal(refused);
    } catch (StackOverflowError _) {
      throw new ImageException(TOO_DEEP);
    } finally {
      kryo.reset();
      references.use(Vocabulary.EMPTY);
      standIns.use(StandIns.NONE);
    }
  }

  /// What is wrong, without the way there, which is in the cause.
  private static ImageException refusal(RuntimeException refused) {
    Throwable why = refused;
    while (why != null && !(why instanceof ImageException)) {
      why = why.getCause();
    }
    if (why == null && refused.getCause() instanceof StackOverflowError) {
      return new ImageException(TOO_DEEP, refused);
    }
    String said = String.valueOf((why == null ? refused : why).getMessage());
    return new ImageException(said.lines().findFirst().orElse(""), refused);
  }
}
