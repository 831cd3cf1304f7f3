// The arithmetic of a network, counted as its convolutions are written down: the network itself says what they are.

import Boxes
import Layers
import Tensors

extension RetinaNet {
  /// Floating-point operations of one image's way through the network: two for each weight and place it is used at.
  ///
  /// An image of zeros goes through it once and is counted. Padding belongs to it. Normalization, activation, pooling
  /// and upsampling are not counted; they are less than a hundredth. The backward pass counts twice: a convolution's
  /// gradients by its input and by its weights take as much as itself, each.
  public func operations(on size: ImageSize) -> Double {
    let pass = Pass.inference()
    let shape = [1, configuration.padded(size.height), configuration.padded(size.width), 3]
    _ = self(Tensor(zeros: shape), pass)
    return 2 * Double(pass.tape.multiplications)
  }
}
