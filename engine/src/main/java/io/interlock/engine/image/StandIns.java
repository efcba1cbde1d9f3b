package io.interlock.engine.image;

/// What an image has in place of objects that belong to one JVM, such as references to actors.
public interface StandIns {
  /// No object needs one.
  StandIns NONE =
      new StandIns() {
        @Override
        public Object standInOf(Object object) {
          throw new ImageException("nothing stands for " + object);
        }

        @Override
        public Object objectOf(Object standIn) {
          throw new ImageException(standIn + " stands for nothing");
        }
      };

  /// What stands for an object.
  ///
  /// @throws ImageException where nothing can
  Object standInOf(Object object);

  /// What it stands for in this JVM.
  ///
  /// @throws ImageException where that is nothing
  Object objectOf(Object standIn);
}
