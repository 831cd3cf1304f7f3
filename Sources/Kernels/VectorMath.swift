// exp and log1p of whole vectors, within 2 units in the last place; Foundation's compute one number a call.

extension Vector {
  /// The exponential eˣ of every lane.
  ///
  /// x = n ln 2 + r with |r| ≤ ln 2 / 2, a polynomial of degree 7 for eʳ, and n added to the exponent. Below -87.3 the
  /// result is 0, above 88.7 infinity; NaN stays NaN.
  @inline(__always)
  var exponential: Vector {
    let low = Vector(repeating: -87.336_54)
    let high = Vector(repeating: 88.722_83)
    let inside = replacing(with: low, where: self .< low).replacing(with: high, where: self .> high)
    // Adding 1.5 · 2²³ rounds to a whole number, and leaves it in the lowest bits.
    let magic = Vector(repeating: 12_582_912)
    let shifted = magic.addingProduct(inside, Vector(repeating: 1.442_695_04))
    let n = shifted - magic
    // ln 2 in two parts, the first exact in few bits, so that n · ln 2 loses nothing.
    let r = inside.addingProduct(n, Vector(repeating: -0.693_359_375)).addingProduct(
      n, Vector(repeating: 2.121_944_4e-4))
    let p = exponentialPolynomial(r)
    // 2ⁿ in two factors: n reaches 128, whose power is no longer a number.
    let whole = shifted.bitPattern &- magic.bitPattern
    let half = whole &>> 1
    let bias = IntegerVector(repeating: 127)
    var result = p * Vector(bitPattern: (half &+ bias) &<< 23) * Vector(bitPattern: (whole &- half &+ bias) &<< 23)
    result.replace(with: 0, where: self .< low)
    result.replace(with: Float.infinity, where: self .> high)
    return result
  }

  /// The exponential of lanes that are not positive: one power of two is enough, and nothing is infinite.
  @inline(__always)
  var exponentialOfNegative: Vector {
    let low = Vector(repeating: -87.336_54)
    let inside = replacing(with: low, where: self .< low)
    let magic = Vector(repeating: 12_582_912)
    let shifted = magic.addingProduct(inside, Vector(repeating: 1.442_695_04))
    let n = shifted - magic
    let r = inside.addingProduct(n, Vector(repeating: -0.693_359_375)).addingProduct(
      n, Vector(repeating: 2.121_944_4e-4))
    // The lowest bits hold n and the bits of the magic number, which the shift pushes out.
    let scale = Vector(bitPattern: (shifted.bitPattern &- magic.bitPattern &+ IntegerVector(repeating: 127)) &<< 23)
    return (exponentialPolynomial(r) * scale).replacing(with: 0, where: self .< low)
  }

  /// The logarithm of one plus every lane, for lanes from 0 to 1, with full relative accuracy for small ones.
  ///
  /// With s = u / (2 + u) in 0 ... 1/3 it is 2 artanh(s) = 2 s (1 + s²/3 + s⁴/5 + …): nothing cancels.
  @inline(__always)
  var logarithmOfOnePlus: Vector {
    logarithm(s: self / (self + 2))
  }
}

/// eʳ for |r| ≤ ln 2 / 2.
@inline(__always)
private func exponentialPolynomial(_ r: Vector) -> Vector {
  var p = Vector(repeating: 1.984_126_9e-4)
  p = Vector(repeating: 1.388_888_9e-3).addingProduct(p, r)
  p = Vector(repeating: 8.333_333_3e-3).addingProduct(p, r)
  p = Vector(repeating: 4.166_666_7e-2).addingProduct(p, r)
  p = Vector(repeating: 1.666_666_67e-1).addingProduct(p, r)
  p = Vector(repeating: 0.5).addingProduct(p, r)
  p = Vector(repeating: 1).addingProduct(p, r)
  p = Vector(repeating: 1).addingProduct(p, r)
  return p
}

/// 2 artanh(s) for s from 0 to 1/3.
@inline(__always)
func logarithm(s: Vector) -> Vector {
  let square = s * s
  var p = Vector(repeating: 0.069_5)
  p = Vector(repeating: 0.075_97).addingProduct(p, square)
  p = Vector(repeating: 0.090_957_47).addingProduct(p, square)
  p = Vector(repeating: 0.111_109_31).addingProduct(p, square)
  p = Vector(repeating: 0.142_857_16).addingProduct(p, square)
  p = Vector(repeating: 0.2).addingProduct(p, square)
  p = Vector(repeating: 0.333_333_33).addingProduct(p, square)
  let double = s + s
  return double.addingProduct(double * square, p)
}

extension FloatBuffer {
  /// eˣ of every number, by the vectorized exponential.
  package func exponentials() -> FloatBuffer { mapped { $0.exponential } }

  /// eˣ of every number, none of which is positive, by the shorter exponential that the focal loss uses.
  package func exponentialsOfNegatives() -> FloatBuffer { mapped { $0.exponentialOfNegative } }

  /// The logarithm of one plus every number from 0 to 1, by the vectorized logarithm.
  package func logarithmsOfOnePlus() -> FloatBuffer { mapped { $0.logarithmOfOnePlus } }

  @inline(__always)
  private func mapped(_ function: (Vector) -> Vector) -> FloatBuffer {
    let result = FloatBuffer(count: count)
    forEachChannel(
      count, vector: { result.view.store(function(view.vector($0)), $0) },
      scalar: { result.view[$0] = function(Vector(repeating: view[$0]))[0] })
    return result
  }
}
