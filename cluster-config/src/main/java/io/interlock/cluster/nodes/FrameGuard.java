package io.interlock.cluster.nodes;

import akka.stream.Attributes;
import akka.stream.FlowShape;
import akka.stream.Inlet;
import akka.stream.Outlet;
import akka.stream.stage.AbstractInHandler;
import akka.stream.stage.AbstractOutHandler;
import akka.stream.stage.GraphStage;
import akka.stream.stage.GraphStageLogic;
import akka.util.ByteString;
import java.io.Serial;

/// Lets bytes of a connection through as long as they are frames of Akka's remoting over TCP, each
/// of a length that a frame can have.
///
/// Akka's own parser believes every length: it waits for two gibibytes, and goes round in circles
/// where an `int` overflows. A connection begins with a header (`AKKA`, the number of a stream);
/// each frame then begins with its length, which is little-endian.
final class FrameGuard extends GraphStage<FlowShape<ByteString, ByteString>> {
  private static final byte[] MAGIC = {'A', 'K', 'K', 'A'};

  /// Control messages, ordinary ones, and large ones.
  private static final int STREAMS = 3;

  private final Inlet<ByteString> in = Inlet.create("FrameGuard.in");
  private final Outlet<ByteString> out = Outlet.create("FrameGuard.out");
  private final int frameBytesMax;

  /// @param frameBytesMax no frame is longer
  FrameGuard(int frameBytesMax) {
    this.frameBytesMax = frameBytesMax;
  }

  /// Somebody does not speak as nodes do.
  static final class Refusal extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    Refusal(String message) {
      super(message);
    }
  }

  @Override
  public FlowShape<ByteString, ByteString> shape() {
    return FlowShape.of(in, out);
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    Frames frames = new Frames(frameBytesMax);
    return new GraphStageLogic(shape()) {
      {
        setHandler(
            in,
            new AbstractInHandler() {
              @Override
              public void onPush() {
                ByteString bytes = grab(in);
                try {
                  frames.pass(bytes);
                  push(out, bytes);
                } catch (Refusal refusal) {
                  // Thrown, it would be in the log as an error of ours.
                  failStage(refusal);
                }
              }
            });
        setHandler(
            out,
            new AbstractOutHandler() {
              @Override
              public void onPull() {
                pull(in);
              }
            });
      }
    };
  }

  /// How far a connection is in its frames.
  static final class Frames {
    private final int frameBytesMax;

    /// How much of the header of the connection has come.
    private int headed;

    /// How much of the length of a frame has come, and what that is.
    private int counted;

    private int length;

    /// What is left of the frame.
    private int left;

    Frames(int frameBytesMax) {
      this.frameBytesMax = frameBytesMax;
    }

    /// Looks at what comes next.
    ///
    /// @throws Refusal where that is no frame
    void pass(ByteString bytes) {
      int at = 0;
      while (at < bytes.size()) {
        if (left > 0) {
          int skipped = Math.min(left, bytes.size() - at);
          left -= skipped;
          at += skipped;
        } else if (headed <= MAGIC.length) {
          head(bytes.apply(at++));
        } else {
          count(bytes.apply(at++));
        }
      }
    }

    private void head(byte next) {
      boolean fits = headed < MAGIC.length ? next == MAGIC[headed] : next >= 1 && next <= STREAMS;
      if (!fits) {
        throw new Refusal("no header of a connection");
      }
      headed++;
    }

    private void count(byte next) {
      length |= Byte.toUnsignedInt(next) << (counted * Byte.SIZE);
      counted++;
      if (counted == Integer.BYTES) {
        if (length <= 0 || length > frameBytesMax) {
          throw new Refusal("a frame of " + Integer.toUnsignedString(length) + " bytes");
        }
        left = length;
        length = 0;
        counted = 0;
      }
    }
  }
}
