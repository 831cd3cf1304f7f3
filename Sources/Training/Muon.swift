// Muon on one matrix, in Double: the definition. Optimizer does it for a whole model.

/// A matrix's descent in steps of which every direction is equally long: momentum, orthogonalized by Newton and Schulz.
///
/// ```
/// v ← μ v + (1 - μ) g
/// w ← w - rate · (decay · w + 0.4 √max(rows, columns) · orthogonalized(μ v + (1 - μ) g))
/// ```
/// The gradient of a convolution's weights has few strong directions and many weak ones. SGD follows the strong ones,
/// and AdamW scales each number by itself and knows of no directions; this goes as far in all of them. A convolution's
/// weights [height, width, inputs, outputs] are a matrix with a column for each output. The factor √max(rows, columns)
/// makes the numbers of a step as large in a wide layer as in a narrow one, so that one rate serves all of them, and
/// AdamW's parameters beside.
///
/// Properties:
/// - A step is the same whatever the gradient's size: gradients need no clipping.
/// - Turned rows, turned columns (by rotations of gradient and weights alike) turn the step.
///
/// Source: Jordan et al., Muon: An optimizer for hidden layers in neural networks (2024); the scale is that of Liu et
/// al., Muon is Scalable for LLM Training (2025).
public struct Muon: Hashable, Sendable {
  /// How slowly the average of the gradient forgets, at least 0 and below 1.
  public var momentum: Double
  /// Weight decay.
  public var decay: Double
  /// The average of the gradient; empty, which is zeros, at the start.
  public private(set) var velocity: [[Double]] = []

  /// How large the numbers of a step are on average, as a share of the rate.
  ///
  /// Liu et al. take 0.2, about what AdamW's have; the small detector learns fastest by twice that.
  public static let scale = 0.4

  /// A descent that has not begun.
  public init(momentum: Double = 0.8, decay: Double) {
    (self.momentum, self.decay) = (momentum, decay)
  }

  /// Moves a matrix, given by its rows, by one step.
  ///
  /// - Precondition: There is a number, all rows are of one length, and `gradient` is of the shape of `weights`.
  public mutating func step(_ weights: inout [[Double]], gradient: [[Double]], rate: Double) {
    Self.check(weights)
    precondition(
      gradient.map(\.count) == weights.map(\.count), "gradient must be of the weights' shape, found another")
    func mixed(_ old: [[Double]]) -> [[Double]] {
      zip(old, gradient).map { zip($0, $1).map { momentum * $0 + (1 - momentum) * $1 } }
    }
    if velocity.isEmpty { velocity = weights.map { $0.map { _ in 0 } } }
    velocity = mixed(velocity)
    // Nesterov's: the average as it will be when the same gradient comes once more.
    let direction = Self.orthogonalized(mixed(velocity))
    let scale = Self.scale * Double(max(weights.count, weights[0].count)).squareRoot()
    for row in weights.indices {
      for column in weights[row].indices {
        weights[row][column] -= rate * (decay * weights[row][column] + scale * direction[row][column])
      }
    }
  }

  /// A matrix with the singular vectors of the given one, and singular values of about 1.
  ///
  /// ```
  /// X ← X / ‖X‖       (Frobenius), so that no singular value is above 1; then five times
  /// X ← a X + b (X Xᵀ) X + c (X Xᵀ)² X,   a, b, c = 3.4445, -4.7750, 2.0315
  /// ```
  /// Each of the five takes every singular value s to a s + b s³ + c s⁵, which rises fast from 0 and then wanders
  /// between 0.7 and 1.2: near enough to 1 for a direction.
  ///
  /// Edge cases: zeros stay zeros; directions a thousand times weaker than the strongest stay weaker.
  ///
  /// - Precondition: There is a number, and all rows are of one length.
  public static func orthogonalized(_ matrix: [[Double]]) -> [[Double]] {
    check(matrix)
    let norm = matrix.joined().reduce(0) { $0 + $1 * $1 }.squareRoot()
    guard norm > 0 else { return matrix }
    let (a, b, c) = (3.4445, -4.7750, 2.0315)
    var x = matrix.map { $0.map { $0 / norm } }
    for _ in 0..<5 {
      let gram = product(x, transposed(x))
      let (once, twice) = (product(gram, x), product(gram, product(gram, x)))
      for row in x.indices {
        for column in x[row].indices {
          x[row][column] = a * x[row][column] + b * once[row][column] + c * twice[row][column]
        }
      }
    }
    return x
  }

  private static func product(_ left: [[Double]], _ right: [[Double]]) -> [[Double]] {
    let columns = transposed(right)
    return left.map { row in columns.map { column in zip(row, column).reduce(0) { $0 + $1.0 * $1.1 } } }
  }

  private static func transposed(_ matrix: [[Double]]) -> [[Double]] {
    matrix[0].indices.map { column in matrix.map { $0[column] } }
  }

  private static func check(_ matrix: [[Double]]) {
    guard let first = matrix.first, !first.isEmpty, matrix.allSatisfy({ $0.count == first.count }) else {
      preconditionFailure("matrix must be rows of one length with at least one number, found \(matrix.map(\.count))")
    }
  }
}
