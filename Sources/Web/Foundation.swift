// What the pages' WebAssembly has in Foundation's place: five functions that the page lends from JavaScript's Math, and
// the names of protocols that Embedded Swift does not have. No target: only the build of the pages compiles it.

/// eˣ.
@_extern(c) public func exp(_ x: Double) -> Double
/// The natural logarithm.
@_extern(c) public func log(_ x: Double) -> Double
/// ln(1 + x).
@_extern(c) public func log1p(_ x: Double) -> Double
/// xʸ.
@_extern(c) public func pow(_ x: Double, _ y: Double) -> Double
/// The angle of the point (x, y).
@_extern(c) public func atan2(_ y: Double, _ x: Double) -> Double

/// A value that files may hold; the pages have no files.
public protocol Encodable {}
/// A value that files may hold; the pages have no files.
public protocol Decodable {}
/// A value that files may hold; the pages have no files.
public typealias Codable = Encodable & Decodable
/// The name of a value in a file.
public protocol CodingKey {}
