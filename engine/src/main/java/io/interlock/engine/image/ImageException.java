package io.interlock.engine.image;

/// A graph of objects that cannot be written as an image, or an image that cannot be read here.
public final class ImageException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ImageException(String message, Throwable cause) {
    super(message, cause);
  }

  /// @param message what is wrong with it
  public ImageException(String message) {
    super(message);
  }
}
