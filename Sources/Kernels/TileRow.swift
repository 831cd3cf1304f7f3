// One to four vectors side by side: a row of the tiles in Tile.swift.

/// A few vectors side by side: one row of a tile.
protocol TileRow {
  /// How many vectors.
  static var vectors: Int { get }
  /// All zero.
  init()
  /// Loads from a position.
  init(_ source: Floats, _ index: Int)
  /// self += a · row
  mutating func addProduct(_ a: Float, _ row: Self)
  /// self += row
  mutating func add(_ row: Self)
  /// Negative numbers become zero.
  mutating func rectify()
  /// Writes all of the row.
  func store(_ target: Floats, _ index: Int)
}

extension Vector {
  /// Negative numbers become zero; NaN stays NaN.
  @inline(__always) mutating func rectify() { replace(with: 0, where: self .< 0) }
}

struct TileRow1: TileRow {
  static var vectors: Int { 1 }
  var v0: Vector
  @inline(__always) init() { v0 = .zero }
  @inline(__always) init(_ source: Floats, _ index: Int) { v0 = source.vector(index) }
  @inline(__always) mutating func addProduct(_ a: Float, _ row: Self) {
    v0.addProduct(Vector(repeating: a), row.v0)
  }
  @inline(__always) mutating func add(_ row: Self) { v0 += row.v0 }
  @inline(__always) mutating func rectify() { v0.rectify() }
  @inline(__always) func store(_ target: Floats, _ index: Int) { target.store(v0, index) }
}

struct TileRow2: TileRow {
  static var vectors: Int { 2 }
  var v0: Vector
  var v1: Vector
  @inline(__always) init() { (v0, v1) = (.zero, .zero) }
  @inline(__always) init(_ source: Floats, _ index: Int) {
    v0 = source.vector(index)
    v1 = source.vector(index + Vector.scalarCount)
  }
  @inline(__always) mutating func addProduct(_ a: Float, _ row: Self) {
    let a = Vector(repeating: a)
    v0.addProduct(a, row.v0)
    v1.addProduct(a, row.v1)
  }
  @inline(__always) mutating func add(_ row: Self) {
    v0 += row.v0
    v1 += row.v1
  }
  @inline(__always) mutating func rectify() {
    v0.rectify()
    v1.rectify()
  }
  @inline(__always) func store(_ target: Floats, _ index: Int) {
    target.store(v0, index)
    target.store(v1, index + Vector.scalarCount)
  }
}

struct TileRow3: TileRow {
  static var vectors: Int { 3 }
  var v0: Vector
  var v1: Vector
  var v2: Vector
  @inline(__always) init() { (v0, v1, v2) = (.zero, .zero, .zero) }
  @inline(__always) init(_ source: Floats, _ index: Int) {
    v0 = source.vector(index)
    v1 = source.vector(index + Vector.scalarCount)
    v2 = source.vector(index + 2 * Vector.scalarCount)
  }
  @inline(__always) mutating func addProduct(_ a: Float, _ row: Self) {
    let a = Vector(repeating: a)
    v0.addProduct(a, row.v0)
    v1.addProduct(a, row.v1)
    v2.addProduct(a, row.v2)
  }
  @inline(__always) mutating func add(_ row: Self) {
    v0 += row.v0
    v1 += row.v1
    v2 += row.v2
  }
  @inline(__always) mutating func rectify() {
    v0.rectify()
    v1.rectify()
    v2.rectify()
  }
  @inline(__always) func store(_ target: Floats, _ index: Int) {
    target.store(v0, index)
    target.store(v1, index + Vector.scalarCount)
    target.store(v2, index + 2 * Vector.scalarCount)
  }
}

struct TileRow4: TileRow {
  static var vectors: Int { 4 }
  var v0: Vector
  var v1: Vector
  var v2: Vector
  var v3: Vector
  @inline(__always) init() { (v0, v1, v2, v3) = (.zero, .zero, .zero, .zero) }
  @inline(__always) init(_ source: Floats, _ index: Int) {
    v0 = source.vector(index)
    v1 = source.vector(index + Vector.scalarCount)
    v2 = source.vector(index + 2 * Vector.scalarCount)
    v3 = source.vector(index + 3 * Vector.scalarCount)
  }
  @inline(__always) mutating func addProduct(_ a: Float, _ row: Self) {
    let a = Vector(repeating: a)
    v0.addProduct(a, row.v0)
    v1.addProduct(a, row.v1)
    v2.addProduct(a, row.v2)
    v3.addProduct(a, row.v3)
  }
  @inline(__always) mutating func add(_ row: Self) {
    v0 += row.v0
    v1 += row.v1
    v2 += row.v2
    v3 += row.v3
  }
  @inline(__always) mutating func rectify() {
    v0.rectify()
    v1.rectify()
    v2.rectify()
    v3.rectify()
  }
  @inline(__always) func store(_ target: Floats, _ index: Int) {
    target.store(v0, index)
    target.store(v1, index + Vector.scalarCount)
    target.store(v2, index + 2 * Vector.scalarCount)
    target.store(v3, index + 3 * Vector.scalarCount)
  }
}
