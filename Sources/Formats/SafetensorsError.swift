// What can be wrong with a safetensors file, each with the tensor it concerns.

/// Why a safetensors file was refused: where, what was expected, what was found.
public struct SafetensorsError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong.
  public enum Problem: Error, Hashable {
    /// The file cannot be read or written at all.
    case inaccessible(reason: String)
    /// The file is of another kind, and what to do with it if that is known.
    case otherKind(String, advice: String?)
    /// Fewer bytes than the 8 of the header's length.
    case noHeader(byteCount: Int)
    /// The header does not fit into the file.
    case headerLength(UInt64, byteCount: Int)
    /// The header is not the JSON that the format prescribes, at this byte of the header.
    case header(position: Int, expected: String, tensor: String?)
    /// Two tensors have the same name.
    case duplicateName(String)
    /// An element type that is not read here.
    case elementType(String, tensor: String)
    /// The shape's product is beyond what fits into an integer.
    case shapeOverflow([Int], tensor: String)
    /// The data range is reversed or ends behind the data.
    case offsets(begin: Int, end: Int, dataCount: Int, tensor: String)
    /// The data range has another length than the shape and the element type need.
    case size(expected: Int, found: Int, tensor: String)
    /// The data begin before the preceding tensor's end.
    case overlap(tensor: String, with: String)
    /// Some bytes before this tensor, or at the end (nil), belong to no tensor.
    case unusedBytes(count: Int, before: String?)
    /// An integer that single precision cannot hold.
    case inexactInteger(Int64, tensor: String)
    /// The file carries the digest of another content.
    case digest(expected: String, found: String)
  }

  /// What is wrong.
  public var problem: Problem
  /// The file, where it is known.
  public var path: String?

  /// An error with the path of the file if it came from one.
  public init(_ problem: Problem, path: String? = nil) {
    self.problem = problem
    self.path = path
  }

  /// One sentence for the user.
  public var description: String { (path.map { "\($0): " } ?? "safetensors: ") + problem.text }
}

extension SafetensorsError.Problem {
  fileprivate var text: String {
    switch self {
    case .inaccessible(let reason): reason
    case .otherKind(let kind, let advice):
      "expected a safetensors file, found \(kind)\(advice.map { "; \($0)" } ?? "")"
    case .noHeader(let count):
      "expected at least 8 bytes, the header's length, found \(count); the file is empty or cut short"
    case .headerLength(let length, _) where length > 1 << 40:
      "expected a safetensors file, which begins with the length of its header, found other bytes"
    case .headerLength(let length, let count):
      "the header should take \(length) bytes, but the file has only \(count) after its first 8; "
        + "it is cut short or not a safetensors file"
    case .header(let position, let expected, let tensor):
      "header, byte \(position)\(tensor.map { ", tensor '\(shown($0))'" } ?? ""): expected \(expected)"
    case .duplicateName(let name): "two entries are named '\(shown(name))'; names must differ"
    case .elementType(let type, let tensor):
      "tensor '\(shown(tensor))' is of type \(shown(type)); F32, F16, BF16, F64 and I64 are read: convert it before saving"
    case .shapeOverflow(let shape, let tensor):
      "tensor '\(shown(tensor))': the shape \(shown("\(shape)")) has too many elements"
    case .offsets(let begin, let end, let count, let tensor):
      "tensor '\(shown(tensor))': bytes \(begin) to \(end) lie outside of the \(count) bytes of data; "
        + "the file is cut short or damaged"
    case .size(let expected, let found, let tensor):
      "tensor '\(shown(tensor))': its shape and type need \(expected) bytes, its offsets give \(found)"
    case .overlap(let tensor, let other): "tensors '\(shown(other))' and '\(shown(tensor))' share bytes"
    case .unusedBytes(let count, let name?): "\(count) bytes before tensor '\(shown(name))' belong to no tensor"
    case .unusedBytes(let count, nil): "\(count) bytes at the end belong to no tensor"
    case .inexactInteger(let value, let tensor):
      "tensor '\(shown(tensor))' holds the integer \(value), which single precision cannot represent"
    case .digest(let expected, let found):
      "its content is not what was written: expected SHA-256 \(shown(expected, limit: 64)), found \(found); the file is "
        + "damaged, or was changed without taking '\(SafetensorsFile.digestKey)' out of its metadata"
    }
  }
}
