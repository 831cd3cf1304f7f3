// Winograd's F(4 × 4, 3 × 3): the three small linear maps, on vectors of channels.
// S. Winograd (1980); A. Lavin and S. Gray, "Fast Algorithms for Convolutional Neural Networks" (2016), section 4.3.
//
// A 4 × 4 tile of outputs needs 6 × 6 inputs. Y = Aᵀ [(G g Gᵀ) ⊙ (Bᵀ d B)] A takes 36 products where the definition
// takes 144. All tiles and channels together make the 36 products into 36 matrix products.
//
// The maps follow from the points at which polynomials are evaluated. Lavin and Gray take 0, ±1, ±2 and ∞; here they
// are 0, ±a, ±b and ∞ with a = 1/√2 and b = √2, for which nothing grows as much: errors are half as large (B. Barabasz
// et al., "Error Analysis and Improving the Accuracy of Winograd Convolution for Deep Neural Networks" (2020), is about
// this choice).
//
//        1   0 -5/2   0   1  0            1     0    0
//        0 -2a   -2   a   1  0         -2/3 -2a/3 -1/3          1   1   1   1   1  0
// Bᵀ  =  0  2a   -2  -a   1  0    G =  -2/3  2a/3 -1/3    Aᵀ =  0   a  -a   b  -b  0
//        0 -b/2 -1/2  b   1  0          1/6   b/6  1/3          0 1/2 1/2   2   2  0
//        0  b/2 -1/2 -b   1  0          1/6  -b/6  1/3          0 a/2 -a/2 2b -2b  1
//        0   1    0 -5/2  0  1            0     0    1

enum Winograd {
  /// Rows and columns of outputs in a tile.
  static let outputs = 4
  /// Rows and columns of inputs that a tile needs.
  static let inputs = 6
  /// Products a tile and pair of channels.
  static let products = 36

  typealias Four = (Vector, Vector, Vector, Vector)
  typealias Six = (Vector, Vector, Vector, Vector, Vector, Vector)

  /// 1/√2: one of the points.
  private static var near: Float { 0.707_106_78 }
  /// √2: the other one.
  private static var far: Float { 1.414_213_56 }

  /// The inputs' transform Bᵀ d.
  @inline(__always)
  static func inputTransform(_ d: Six) -> Six {
    let (half, two, most) = (Vector(repeating: -0.5), Vector(repeating: -2), Vector(repeating: -2.5))
    let (near, far) = (Vector(repeating: near), Vector(repeating: far))
    let (nearEven, nearOdd) = (d.4.addingProduct(two, d.2), d.3.addingProduct(two, d.1))
    let (farEven, farOdd) = (d.4.addingProduct(half, d.2), d.3.addingProduct(half, d.1))
    return (
      (d.0 + d.4).addingProduct(most, d.2), nearEven.addingProduct(near, nearOdd),
      nearEven.addingProduct(-near, nearOdd), farEven.addingProduct(far, farOdd), farEven.addingProduct(-far, farOdd),
      (d.1 + d.5).addingProduct(most, d.3)
    )
  }

  /// The products' transform Aᵀ m.
  @inline(__always)
  static func outputTransform(_ m: Six) -> Four {
    let (sum, difference) = (m.1 + m.2, (m.1 - m.2) * near)
    let (outerSum, outerDifference) = (m.3 + m.4, (m.3 - m.4) * far)
    let (half, two) = (Vector(repeating: 0.5), Vector(repeating: 2))
    return (
      m.0 + sum + outerSum, difference + outerDifference, (sum * 0.5).addingProduct(two, outerSum),
      m.5.addingProduct(half, difference).addingProduct(two, outerDifference)
    )
  }

  /// A y: the transpose of `outputTransform`.
  @inline(__always)
  static func outputGradientTransform(_ y: Four) -> Six {
    let (half, two) = (Vector(repeating: 0.5), Vector(repeating: 2))
    let (near, far) = (Vector(repeating: near), Vector(repeating: far))
    let (nearEven, nearOdd) = (y.0.addingProduct(half, y.2), y.1.addingProduct(half, y.3))
    let (farEven, farOdd) = (y.0.addingProduct(two, y.2), y.1.addingProduct(two, y.3))
    return (
      y.0, nearEven.addingProduct(near, nearOdd), nearEven.addingProduct(-near, nearOdd),
      farEven.addingProduct(far, farOdd), farEven.addingProduct(-far, farOdd), y.3
    )
  }

  /// The weights' transform G g.
  @inline(__always)
  static func weightTransform(_ g: (Vector, Vector, Vector)) -> Six {
    let (half, two) = (Vector(repeating: 0.5), Vector(repeating: 2))
    let near = g.0.addingProduct(half, g.2) * (-2 / 3)
    let nearMiddle = g.1 * (-2 / 3 * Self.near)
    let far = g.0.addingProduct(two, g.2) * (1 / 6)
    let farMiddle = g.1 * (Self.far / 6)
    return (g.0, near + nearMiddle, near - nearMiddle, far + farMiddle, far - farMiddle, g.2)
  }

  /// Gᵀ u: the transpose of `weightTransform`.
  @inline(__always)
  static func weightGradientTransform(_ u: Six) -> (Vector, Vector, Vector) {
    let (half, two) = (Vector(repeating: 0.5), Vector(repeating: 2))
    let (near, nearDifference) = ((u.1 + u.2) * (-2 / 3), (u.1 - u.2) * (-2 / 3 * Self.near))
    let (far, farDifference) = ((u.3 + u.4) * (1 / 6), (u.3 - u.4) * (Self.far / 6))
    return (
      u.0 + near + far, nearDifference + farDifference,
      u.5.addingProduct(half, near).addingProduct(two, far)
    )
  }
}

extension Floats {
  /// Six vectors, each `step` behind the one before it.
  @inline(__always)
  func six(_ index: Int, step: Int) -> Winograd.Six {
    (
      vector(index), vector(index &+ step), vector(index &+ 2 &* step), vector(index &+ 3 &* step),
      vector(index &+ 4 &* step), vector(index &+ 5 &* step)
    )
  }

  @inline(__always)
  func store(_ six: Winograd.Six, _ index: Int, step: Int) {
    store(six.0, index)
    store(six.1, index &+ step)
    store(six.2, index &+ 2 &* step)
    store(six.3, index &+ 3 &* step)
    store(six.4, index &+ 4 &* step)
    store(six.5, index &+ 5 &* step)
  }
}
