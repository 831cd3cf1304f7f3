// The feature pyramid network (Lin et al., 2017) with RetinaNet's two further levels.

import Kernels
import Layers
import Tensors

/// P3 to P7 from C3 to C5, all of the same number of channels.
///
/// ```
/// P5 = conv 3×3 (M5)    M5 = conv 1×1 (C5)
/// P4 = conv 3×3 (M4)    M4 = conv 1×1 (C4) + M5 enlarged      P6 = conv 3×3, stride 2 (P5 or C5)
/// P3 = conv 3×3 (M3)    M3 = conv 1×1 (C3) + M4 enlarged      P7 = conv 3×3, stride 2 (ReLU(P6) or P6)
/// ```
/// The configuration says what P6 is made from and whether the ReLU is there.
final class FeaturePyramid: Layer {
  private let laterals: [ConvolutionLayer]
  private let outputs: [ConvolutionLayer]
  private let p6: ConvolutionLayer
  private let p7: ConvolutionLayer
  private let p6Source: RetinaNet.P6Source
  private let rectifies: Bool
  /// Which of the five have anchors; the heads look at no other, and what makes another alone is not trained.
  private let seen: Range<Int>

  /// - Parameter inputs: the channels of C3, C4 and C5.
  init(_ configuration: RetinaNet.Configuration, inputs: [Int], seed: UInt64?) {
    let channels = configuration.architecture.pyramidChannels
    func layer(_ name: String, kernel: Int, stride: Int = 1, inputs: Int) -> ConvolutionLayer {
      ConvolutionLayer(
        name: "pyramid.\(name)",
        Convolution(kernel: kernel, stride: stride, inputChannels: inputs, outputChannels: channels), .uniformFanIn,
        bias: 0, seed: seed)
    }
    laterals = inputs.indices.map { layer("lateral\($0 + 3)", kernel: 1, inputs: inputs[$0]) }
    outputs = inputs.indices.map { layer("output\($0 + 3)", kernel: 3, inputs: channels) }
    p6Source = configuration.architecture.p6Source
    rectifies = configuration.architecture.rectifiesBeforeP7
    p6 = layer("p6", kernel: 3, stride: 2, inputs: p6Source == .p5 ? channels : inputs[inputs.count - 1])
    p7 = layer("p7", kernel: 3, stride: 2, inputs: channels)
    seen = configuration.architecture.pyramidLevels ?? 0..<5
  }

  var parameters: [Parameter] { (laterals + outputs + [p6, p7]).flatMap(\.parameters) }

  /// P3, P4, P5, P6, P7, or those of them that have anchors.
  func callAsFunction(_ features: [Variable], _ pass: Pass) -> [Variable] {
    var merged = zip(laterals, features).map { $0($1, pass) }
    for level in merged.indices.dropLast().reversed() {
      merged[level] = pass.tape.addUpsampled(fine: merged[level], coarse: merged[level + 1])
    }
    let levels = zip(outputs, merged).map { $0($1, pass) }
    let sixth = p6(p6Source == .p5 ? levels[levels.count - 1] : features[features.count - 1], pass)
    let all = levels + [sixth, p7(rectifies ? pass.tape.rectify(sixth) : sixth, pass)]
    return Array(all[seen])
  }
}
