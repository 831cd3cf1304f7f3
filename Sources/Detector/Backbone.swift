// What makes C3, C4 and C5 from pictures: the protocol, for those of this package and one's own, and the small
// detector's, a stem and one basic block of stride 2 for each of C2 to C5. ResNet.swift has the full-size ones.

import Kernels
import Layers
import Tensors

/// The part of a detector that makes features of strides 8, 16 and 32 from pictures.
///
/// Any network can be one that has three maps of these strides: a classifier without its last layers, or one of your
/// own, handed in by `Pieces`:
///
/// ```
/// let model = RetinaNet(.small, pieces: .init(backbone: .init("MyNetwork") { seed in MyNetwork(seed: seed) }))
/// ```
///
/// Shapes: pictures [N, H, W, 3], normalized; Cₗ [N, ⌈H / 2ˡ⌉, ⌈W / 2ˡ⌉, channels].
///
/// Its parameters are trained and saved with the detector's, by their names, which are its own affair but must not be
/// another part's: begin them with `backbone.`. The example `your-own-pieces` has one of three layers.
public protocol Backbone: Layer {
  /// The channels of C3, C4 and C5.
  var channels: [Int] { get }

  /// C3, C4, C5: features of strides 8, 16 and 32.
  func callAsFunction(_ images: Variable, _ pass: Pass) -> [Variable]
}

extension RetinaNet {
  /// How a backbone from outside this package is made, and what files call it.
  public struct OwnBackbone: Sendable {
    /// Its name in files.
    public let name: String
    let make: @Sendable (_ seed: UInt64?) -> any Backbone

    /// A name, and what makes the network: the same for the same seed, with zeros for none, since weights follow.
    public init(_ name: String, make: @escaping @Sendable (_ seed: UInt64?) -> any Backbone) {
      (self.name, self.make) = (name, make)
    }
  }

  static func backbone(_ configuration: Configuration, _ own: OwnBackbone?, seed: UInt64?) -> any Backbone {
    if let own {
      let backbone = own.make(seed)
      precondition(
        backbone.channels.count == 3 && backbone.channels.allSatisfy { $0 >= 1 },
        "channels of a backbone must be three numbers above 0, of C3, C4 and C5, found \(backbone.channels)")
      return backbone
    }
    return switch configuration.architecture.backbone.resNet {
    case let shape?: ResNet(configuration, shape, seed: seed)
    case nil: BasicBackbone(configuration, seed: seed)
    }
  }

  /// The backbone's features of a batch of pictures, which must be of the strides that the pyramid builds on.
  func features(_ images: Tensor, _ pass: Pass) -> [Variable] {
    let features = backbone(Variable(images), pass)
    let shape = images.shape
    let expected = zip([8, 16, 32], backbone.channels).map { stride, channels in
      [shape[0], (shape[1] + stride - 1) / stride, (shape[2] + stride - 1) / stride, channels]
    }
    precondition(
      features.map(\.shape) == expected,
      "features of a backbone must be C3, C4 and C5 of the shapes \(expected), found \(features.map(\.shape))")
    return features
  }
}

/// A basic residual block (He et al., 2016): two 3×3 convolutions beside a 1×1 shortcut.
///
/// ```
/// out = ReLU(BN(conv 3×3 (ReLU(BN(conv 3×3, stride (in))))) + shortcut)
/// ```
/// The shortcut is the input itself, or where sizes or channels change, BN(conv 1×1, stride (in)).
final class ResidualBlock: Layer {
  private let first: NormalizedConvolution
  private let second: NormalizedConvolution
  private let shortcut: NormalizedConvolution?

  init(
    name: String, inputs: Int, outputs: Int, stride: Int = 2,
    _ kind: NormalizedConvolution.Kind = .batch(epsilon: 1e-5),
    isTrained: Bool, seed: UInt64?
  ) {
    func layer(_ part: String, kernel: Int, stride: Int, inputs: Int, rectifies: Bool = false) -> NormalizedConvolution
    {
      NormalizedConvolution(
        name: "\(name).\(part)",
        Convolution(kernel: kernel, stride: stride, inputChannels: inputs, outputChannels: outputs), kind,
        rectifies: rectifies, isTrained: isTrained, seed: seed)
    }
    first = layer("first", kernel: 3, stride: stride, inputs: inputs, rectifies: true)
    second = layer("second", kernel: 3, stride: 1, inputs: outputs)
    shortcut =
      stride == 1 && inputs == outputs ? nil : layer("shortcut", kernel: 1, stride: stride, inputs: inputs)
  }

  private var layers: [any Layer] { [first, second] + (shortcut.map { [$0] } ?? []) }
  var parameters: [Parameter] { layers.flatMap(\.parameters) }
  var buffers: [StateTensor] { layers.flatMap(\.buffers) }

  func callAsFunction(_ input: Variable, _ pass: Pass) -> Variable {
    // As in a bottleneck: features that anybody else reads meet a block that convolves its shortcut.
    guard let shortcut else { return second(first(input, pass), adding: input, pass, overwritesShortcut: true) }
    return NormalizedConvolution.basicBlock(input, first: first, second: second, shortcut: shortcut, pass)
      ?? second(first(input, pass), adding: shortcut(input, pass), pass, overwritesShortcut: true)
  }
}

/// Stem and stages of basic blocks.
final class BasicBackbone: Backbone {
  private let stem: NormalizedConvolution
  private let stages: [ResidualBlock]
  let channels: [Int]

  init(_ configuration: RetinaNet.Configuration, seed: UInt64?) {
    let channels = configuration.architecture.stageChannels
    self.channels = Array(channels.dropFirst())
    stem = NormalizedConvolution(
      name: "backbone.stem",
      Convolution(kernel: 3, stride: 2, inputChannels: 3, outputChannels: configuration.architecture.stemChannels),
      .batch(epsilon: 1e-5), rectifies: true, isTrained: configuration.trains(stage: 1), seed: seed)
    let inputs = [configuration.architecture.stemChannels] + channels
    stages = channels.indices.map {
      ResidualBlock(
        name: "backbone.c\($0 + 2)", inputs: inputs[$0], outputs: channels[$0],
        isTrained: configuration.trains(stage: $0 + 2), seed: seed)
    }
  }

  var parameters: [Parameter] { stem.parameters + stages.flatMap(\.parameters) }
  var buffers: [StateTensor] { stem.buffers + stages.flatMap(\.buffers) }

  func callAsFunction(_ images: Variable, _ pass: Pass) -> [Variable] {
    var features = stem(images, pass)
    var levels: [Variable] = []
    for stage in stages {
      features = stage(features, pass)
      levels.append(features)
    }
    return Array(levels.dropFirst())
  }
}
