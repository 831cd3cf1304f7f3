// Winograd's F(4 × 4, 3 × 3): the three small linear maps, on vectors of channels.
// S. Winograd (1980); A. Lavin and S. Gray, "Fast Algorithms for Convolutional Neural Networks" (2016), section 4.3.
//
// A 4 × 4 tile of outputs needs 6 × 6 inputs. Y = Aᵀ [(G g Gᵀ) ⊙ (Bᵀ d B)] A takes 36 products where the definition
// takes 144. All tiles and channels together make the 36 products into 36 matrix products.
//
//        4  0 -5  0  1  0           1/4    0    0
//        0 -4 -4  1  1  0          -1/6 -1/6 -1/6          1  1  1  1  1  0
// Bᵀ  =  0  4 -4 -1  1  0     G =  -1/6  1/6 -1/6    Aᵀ =  0  1 -1  2 -2  0
//        0 -2 -1  2  1  0          1/24 1/12  1/6          0  1  1  4  4  0
//        0  2 -1 -2  1  0          1/24 -1/12 1/6          0  1 -1  8 -8  1
//        0  4  0 -5  0  1             0    0    1

enum Winograd {
  /// Rows and columns of outputs in a tile.
  static let outputs = 4
  /// Rows and columns of inputs that a tile needs.
  static let inputs = 6
  /// Products a tile and pair of channels.
  static let products = 36

  typealias Four = (Vector, Vector, Vector, Vector)
  typealias Six = (Vector, Vector, Vector, Vector, Vector, Vector)

  /// The inputs' transform Bᵀ d.
  @inline(__always)
  static func inputTransform(_ d: Six) -> Six {
    let (four, five) = (Vector(repeating: 4), Vector(repeating: 5))
    let a = d.4 - d.2
    let b = (d.3 - d.1) + (d.3 - d.1)
    let c = d.4.addingProduct(-four, d.2)
    let e = d.3.addingProduct(-four, d.1)
    return (
      d.4.addingProduct(-five, d.2).addingProduct(four, d.0), c + e, c - e, a + b, a - b,
      d.5.addingProduct(-five, d.3).addingProduct(four, d.1)
    )
  }

  /// The products' transform Aᵀ m.
  @inline(__always)
  static func outputTransform(_ m: Six) -> Four {
    let (sum, difference) = (m.1 + m.2, m.1 - m.2)
    let (outerSum, outerDifference) = (m.3 + m.4, m.3 - m.4)
    return (
      m.0 + sum + outerSum, difference.addingProduct(Vector(repeating: 2), outerDifference),
      sum.addingProduct(Vector(repeating: 4), outerSum),
      (difference + m.5).addingProduct(Vector(repeating: 8), outerDifference)
    )
  }

  /// A y: the transpose of `outputTransform`.
  @inline(__always)
  static func outputGradientTransform(_ y: Four) -> Six {
    let even = y.0 + y.2
    let odd = y.1 + y.3
    let outerEven = y.0.addingProduct(Vector(repeating: 4), y.2)
    let outerOdd = (y.1 + y.1).addingProduct(Vector(repeating: 8), y.3)
    return (y.0, even + odd, even - odd, outerEven + outerOdd, outerEven - outerOdd, y.3)
  }

  /// The weights' transform G g.
  @inline(__always)
  static func weightTransform(_ g: (Vector, Vector, Vector)) -> Six {
    let sixth = Vector(repeating: 1 / 6)
    let (outer, middle) = ((g.0 + g.2) * sixth, g.1 * sixth)
    let far = g.2.addingProduct(Vector(repeating: 0.25), g.0) * sixth
    let half = middle * 0.5
    return (g.0 * 0.25, -(outer + middle), middle - outer, far + half, far - half, g.2)
  }

  /// Gᵀ u: the transpose of `weightTransform`.
  @inline(__always)
  static func weightGradientTransform(_ u: Six) -> (Vector, Vector, Vector) {
    let sixth = Vector(repeating: 1 / 6)
    let (near, nearDifference) = ((u.1 + u.2) * sixth, (u.2 - u.1) * sixth)
    let (far, farDifference) = ((u.3 + u.4) * sixth, (u.3 - u.4) * sixth)
    return (
      (u.0 * 0.25 - near).addingProduct(Vector(repeating: 0.25), far),
      nearDifference.addingProduct(Vector(repeating: 0.5), farDifference), u.5 - near + far
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
