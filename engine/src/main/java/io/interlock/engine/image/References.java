package io.interlock.engine.image;

import com.esotericsoftware.kryo.util.MapReferenceResolver;
import org.jspecify.annotations.Nullable;

/// Who is who in an image: the words of a vocabulary come first, then what has been met before.
final class References extends MapReferenceResolver {
  private Vocabulary known = Vocabulary.EMPTY;

  void use(Vocabulary words) {
    known = words;
  }

  @Override
  public int getWrittenId(Object object) {
    int word = known.numberOf(object);
    if (word >= 0) {
      return word;
    }
    int met = super.getWrittenId(object);
    return met < 0 ? met : known.size() + met;
  }

  @Override
  public int addWrittenObject(Object object) {
    return known.size() + super.addWrittenObject(object);
  }

  @Override
  @SuppressWarnings("rawtypes") // as Kryo has it
  public int nextReadId(Class type) {
    return known.size() + super.nextReadId(type);
  }

  @Override
  public void setReadObject(int id, @Nullable Object object) {
    super.setReadObject(id - known.size(), object);
  }

  @Override
  @SuppressWarnings("rawtypes")
  public Object getReadObject(Class type, int id) {
    Object met = id < known.size() ? known.word(id) : super.getReadObject(type, id - known.size());
    if (met == null) {
      throw new ImageException("a circle through a " + type.getName() + ", which is made last");
    }
    return met;
  }
}
