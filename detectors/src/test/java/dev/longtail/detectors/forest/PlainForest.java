package dev.longtail.detectors.forest;

import dev.longtail.detectors.window.States;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** An isolation forest as a textbook has it, read from the state of one, to compare with. */
final class PlainForest {
  private record Node(int attribute, float threshold, Node left, Node right, int size) {}

  private final List<Node> roots = new ArrayList<>();
  private final double normaliser;

  private PlainForest(DataInputStream in) throws IOException {
    in.skipNBytes(Byte.BYTES);
    int trees = in.readInt();
    normaliser = IsolationForest.averagePathLength(in.readInt());
    for (int tree = 0; tree < trees; tree++) {
      roots.add(node(in));
    }
  }

  static PlainForest of(IsolationForest forest) {
    try {
      return new PlainForest(States.input(States.bytes(forest)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Node node(DataInputStream in) throws IOException {
    int attribute = in.readInt();
    return attribute < 0
        ? new Node(attribute, 0, null, null, in.readInt())
        : new Node(attribute, in.readFloat(), node(in), node(in), 0);
  }

  double score(float[] row) {
    double total = 0;
    for (Node root : roots) {
      Node node = root;
      int depth = 0;
      for (; node.left != null; depth++) {
        node = row[node.attribute] < node.threshold ? node.left : node.right;
      }
      total += depth + IsolationForest.averagePathLength(node.size);
    }
    return Math.pow(2, -total / roots.size() / normaliser);
  }

  int[] rootAttributes() {
    return roots.stream().mapToInt(Node::attribute).toArray();
  }

  double[] rootThresholds() {
    return roots.stream().mapToDouble(Node::threshold).toArray();
  }
}
