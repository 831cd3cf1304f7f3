// The inner loop under every convolution and matrix product: a tile of results that stays in registers.
//
// A tile is 6 rows of up to 4 vectors. Each step of its loop loads one vector row of B (1 to 4 loads), and for each of
// the 6 rows broadcasts one number of A and multiplies it in: 24 fused multiply-adds for 10 loads with 64 columns.
// 24 accumulators keep both multiply-add units busy through their latency of four cycles, and leave 8 of AVX-512's 32
// registers for B and A. The rows of A may begin anywhere and advance by any step, so one loop serves
//   a convolution (row = the window of a pixel, step 1: three taps × channels are one contiguous run in NHWC),
//   a weight gradient (row = an input channel, step = from pixel to pixel), and a plain matrix product.

/// Where the six rows of A begin.
struct TileRows {
  static let count = 6
  var a0: Floats
  var a1: Floats
  var a2: Floats
  var a3: Floats
  var a4: Floats
  var a5: Floats
}

/// Six rows of results.
struct Tile<Row: TileRow> {
  var r0 = Row()
  var r1 = Row()
  var r2 = Row()
  var r3 = Row()
  var r4 = Row()
  var r5 = Row()

  /// Adds six rows, each `step` behind the one before it.
  @inline(__always)
  mutating func add(_ source: Floats, step: Int) {
    r0.add(Row(source, 0))
    r1.add(Row(source, step))
    r2.add(Row(source, 2 &* step))
    r3.add(Row(source, 3 &* step))
    r4.add(Row(source, 4 &* step))
    r5.add(Row(source, 5 &* step))
  }

  /// Writes six rows, each `step` behind the one before it.
  @inline(__always)
  func store(_ target: Floats, step: Int) {
    r0.store(target, 0)
    r1.store(target, step)
    r2.store(target, 2 &* step)
    r3.store(target, 3 &* step)
    r4.store(target, 4 &* step)
    r5.store(target, 5 &* step)
  }

  /// self[i] += Σ_k a_i[k · aStep] · B[k · bStep ...], for k in 0 ..< count.
  ///
  /// - Parameter each: what else is done at every step.
  @inline(__always)
  mutating func accumulate(
    _ a: TileRows, aStep: Int, b: Floats, bStep: Int, count: Int, each: (_ k: Int) -> Void = { _ in }
  ) {
    var (r0, r1, r2, r3, r4, r5) = (r0, r1, r2, r3, r4, r5)
    var aIndex = 0
    var bIndex = 0
    for k in 0..<count {
      let row = Row(b, bIndex)
      each(k)
      r0.addProduct(a.a0[aIndex], row)
      r1.addProduct(a.a1[aIndex], row)
      r2.addProduct(a.a2[aIndex], row)
      r3.addProduct(a.a3[aIndex], row)
      r4.addProduct(a.a4[aIndex], row)
      r5.addProduct(a.a5[aIndex], row)
      aIndex &+= aStep
      bIndex &+= bStep
    }
    (self.r0, self.r1, self.r2, self.r3, self.r4, self.r5) = (r0, r1, r2, r3, r4, r5)
  }

  /// What `accumulate` does for this tile and another one, step by step for both: with one vector in a row, a tile
  /// alone has fewer accumulators than the units need to stay busy, and loads B for six rows instead of twelve.
  @inline(__always)
  mutating func accumulate(
    _ a: TileRows, and other: inout Tile, _ otherA: TileRows, b: Floats, bStep: Int, count: Int
  ) {
    var (r0, r1, r2, r3, r4, r5) = (r0, r1, r2, r3, r4, r5)
    var (s0, s1, s2, s3, s4, s5) = (other.r0, other.r1, other.r2, other.r3, other.r4, other.r5)
    var bIndex = 0
    for index in 0..<count {
      let row = Row(b, bIndex)
      r0.addProduct(a.a0[index], row)
      r1.addProduct(a.a1[index], row)
      r2.addProduct(a.a2[index], row)
      r3.addProduct(a.a3[index], row)
      r4.addProduct(a.a4[index], row)
      r5.addProduct(a.a5[index], row)
      s0.addProduct(otherA.a0[index], row)
      s1.addProduct(otherA.a1[index], row)
      s2.addProduct(otherA.a2[index], row)
      s3.addProduct(otherA.a3[index], row)
      s4.addProduct(otherA.a4[index], row)
      s5.addProduct(otherA.a5[index], row)
      bIndex &+= bStep
    }
    (self.r0, self.r1, self.r2, self.r3, self.r4, self.r5) = (r0, r1, r2, r3, r4, r5)
    (other.r0, other.r1, other.r2, other.r3, other.r4, other.r5) = (s0, s1, s2, s3, s4, s5)
  }

  /// self[i] += Σ_k a[i + k · aStep] · B[k · bStep ...], for k in 0 ..< count: rows that begin side by side.
  @inline(__always)
  mutating func accumulate(neighbors a: Floats, aStep: Int, b: Floats, bStep: Int, count: Int) {
    var (r0, r1, r2, r3, r4, r5) = (r0, r1, r2, r3, r4, r5)
    var a = a
    var b = b
    // Of fewer than six rows the others are computed too, and not put.
    for _ in 0..<count {
      let row = Row(b, 0)
      r0.addProduct(a[0], row)
      r1.addProduct(a.discardable(1), row)
      r2.addProduct(a.discardable(2), row)
      r3.addProduct(a.discardable(3), row)
      r4.addProduct(a.discardable(4), row)
      r5.addProduct(a.discardable(5), row)
      a = a + aStep
      b = b + bStep
    }
    (self.r0, self.r1, self.r2, self.r3, self.r4, self.r5) = (r0, r1, r2, r3, r4, r5)
  }

  /// Writes the first rows, `step` apart, or adds them to what is there.
  @inline(__always)
  func put(_ target: Floats, step: Int, rows: Int, isFirst: Bool) {
    Self.put(r0, target, isFirst)
    if rows > 1 { Self.put(r1, target + step, isFirst) }
    if rows > 2 { Self.put(r2, target + 2 &* step, isFirst) }
    if rows > 3 { Self.put(r3, target + 3 &* step, isFirst) }
    if rows > 4 { Self.put(r4, target + 4 &* step, isFirst) }
    if rows > 5 { Self.put(r5, target + 5 &* step, isFirst) }
  }

  @inline(__always)
  private static func put(_ row: Row, _ target: Floats, _ isFirst: Bool) {
    var sum = row
    if !isFirst { sum.add(Row(target, 0)) }
    sum.store(target, 0)
  }
}
