// What a coding of boxes is, and one of those that are built in, chosen by name: what a detector is configured with.
// The ways themselves are CenterBoxCoder, CornerBoxCoder and DistanceBoxCoder.

/// Four numbers that belong to a box: what the box head predicts for an anchor, or a derivative by each edge.
///
/// Edges are always in the order xMin, yMin, xMax, yMax.
public typealias BoxNumbers = (Double, Double, Double, Double)

/// How four numbers stand for a box: a coding of your own is a type with three functions.
///
/// Properties (of every coding built in):
/// - Decoding what was encoded gives the box again.
/// - `gradient` is that of central differences through `decode`.
public protocol BoxNumbersCoder: Sendable {
  /// What files and reports call it; the type's name unless said otherwise.
  var name: String { get }
  /// The four numbers that take the anchor to the box: finite for every object that the assigner gives the anchor.
  func encode(_ box: Box, anchor: Box) -> BoxNumbers
  /// The box that four numbers stand for.
  func decode(_ numbers: BoxNumbers, anchor: Box) -> Box
  /// The derivative by the four numbers of something whose derivative by the edges of the decoded box is known.
  ///
  /// It is needed for losses of decoded boxes (IoU losses) alone.
  ///
  /// - Parameters:
  ///   - edges: the derivative by each edge of `decode(numbers, anchor:)`.
  ///   - numbers: where the derivative is taken.
  ///   - anchor: the anchor that the numbers belong to.
  func gradient(edges: BoxNumbers, numbers: BoxNumbers, anchor: Box) -> BoxNumbers
}

extension BoxNumbersCoder {
  /// The type's name.
  public var name: String { "\(Self.self)" }
}

/// How the box head's four numbers stand for a box.
///
/// The same four numbers mean different boxes in different systems. For an anchor 0…100 × 0…100, (1, 0, 0, 0) is
///
/// ```
/// torchvision        100…200 × 0…100      the center moves by 1 width
/// yhenon, Keras       10…110 × 0…100      by 1/10 of it
/// keras-retinanet     20…100 × 0…100      the left edge moves by 1/5 of it
/// ```
///
/// Properties:
/// - Decoding what was encoded gives the box again, in every system.
/// - Four zeros are the anchor, in every system.
public enum BoxCoding: BoxNumbersCoder, Hashable, Codable {
  /// By center and logarithmic size.
  case center(CenterBoxCoder)
  /// By corners, as keras-retinanet does.
  case corners(CornerBoxCoder)
  /// By the distances of the edges from the anchor's center, as FCOS does from a point.
  case distances(DistanceBoxCoder)

  /// The four numbers that take the anchor to the box.
  ///
  /// - Precondition: the anchor has positive width and height; in center coding the box too.
  public func encode(_ box: Box, anchor: Box) -> BoxNumbers {
    switch self {
    case .center(let coder):
      let deltas = coder.encode(box, anchor: anchor)
      return (deltas.x, deltas.y, deltas.width, deltas.height)
    case .corners(let coder):
      let deltas = coder.encode(box, anchor: anchor)
      return (deltas.xMin, deltas.yMin, deltas.xMax, deltas.yMax)
    case .distances(let coder): return coder.encode(box, anchor: anchor)
    }
  }

  /// The box that four numbers stand for.
  ///
  /// - Precondition: the anchor has positive width and height.
  public func decode(_ numbers: BoxNumbers, anchor: Box) -> Box {
    switch self {
    case .center(let coder): coder.decode(centerDeltas(numbers), anchor: anchor)
    case .corners(let coder):
      coder.decode(
        CornerDeltas(xMin: numbers.0, yMin: numbers.1, xMax: numbers.2, yMax: numbers.3), anchor: anchor)
    case .distances(let coder): coder.decode(numbers, anchor: anchor)
    }
  }

  /// The derivative by the four numbers of something whose derivative by the edges of the decoded box is known.
  ///
  /// It takes the gradient of a loss of boxes, such as GIoU, back through `decode`. Where the clamp cuts a size, the
  /// number behind it has derivative 0.
  ///
  /// - Parameters:
  ///   - edges: the derivative by each edge of `decode(numbers, anchor:)`.
  ///   - numbers: where the derivative is taken.
  ///   - anchor: the anchor that the numbers belong to.
  public func gradient(edges: BoxNumbers, numbers: BoxNumbers, anchor: Box) -> BoxNumbers {
    switch self {
    case .center(let coder):
      let slope = coder.deltaGradient(edges: edges, deltas: centerDeltas(numbers), anchor: anchor)
      return (slope.x, slope.y, slope.width, slope.height)
    case .corners(let coder):
      let slope = coder.deltaGradient(edges: edges, anchor: anchor)
      return (slope.xMin, slope.yMin, slope.xMax, slope.yMax)
    case .distances(let coder): return coder.gradient(edges: edges, numbers: numbers, anchor: anchor)
    }
  }

  private func centerDeltas(_ numbers: BoxNumbers) -> BoxDeltas {
    BoxDeltas(x: numbers.0, y: numbers.1, width: numbers.2, height: numbers.3)
  }
}

// MARK: - Written as an object with one key: {"center": {…}} or {"corners": {…}}

#if !hasFeature(Embedded)
  extension BoxCoding {
    private enum CodingKeys: String, CodingKey { case center, corners, distances }

    /// Reads a coding; throws `DecodingError` for what is none.
    public init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      switch values.allKeys.count == 1 ? values.allKeys.first : nil {
      case .center: self = .center(try values.decode(CenterBoxCoder.self, forKey: .center))
      case .corners: self = .corners(try values.decode(CornerBoxCoder.self, forKey: .corners))
      case .distances: self = .distances(try values.decode(DistanceBoxCoder.self, forKey: .distances))
      case nil:
        throw DecodingError.dataCorrupted(
          .init(codingPath: decoder.codingPath, debugDescription: "expected one of center, corners and distances"))
      }
    }

    /// Writes the coder under the case's name.
    public func encode(to encoder: any Encoder) throws {
      var values = encoder.container(keyedBy: CodingKeys.self)
      switch self {
      case .center(let coder): try values.encode(coder, forKey: .center)
      case .corners(let coder): try values.encode(coder, forKey: .corners)
      case .distances(let coder): try values.encode(coder, forKey: .distances)
      }
    }
  }
#endif
