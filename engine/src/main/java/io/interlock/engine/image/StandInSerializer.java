package io.interlock.engine.image;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;

/// Writes what stands for an object instead of it.
final class StandInSerializer extends Serializer<Object> {
  private StandIns standIns = StandIns.NONE;

  void use(StandIns others) {
    standIns = others;
  }

  @Override
  public void write(Kryo kryo, Output output, Object object) {
    kryo.writeClassAndObject(output, standIns.standInOf(object));
  }

  @Override
  public Object read(Kryo kryo, Input input, Class<?> type) {
    return standIns.objectOf(kryo.readClassAndObject(input));
  }
}
