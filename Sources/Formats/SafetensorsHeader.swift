// The JSON of a safetensors header, and a scanner for just that grammar: it keeps the order of the tensors, sees
// duplicate names, and cannot nest, none of which Foundation's parser promises.

/// What a header says, unchecked against the data.
struct SafetensorsHeader {
  struct Tensor {
    var name: String
    var elementType: String
    var shape: [Int]
    var begin: Int
    var end: Int
  }

  var tensors: [Tensor] = []
  var metadata: [String: String] = [:]
}

/// Scans `{"name": {"dtype": …, "shape": […], "data_offsets": [begin, end]}, …}`.
struct SafetensorsHeaderScanner {
  typealias Problem = SafetensorsError.Problem

  let bytes: ArraySlice<UInt8>
  private var position: Int
  /// The tensor whose description is being read.
  private var tensor: String?

  init(bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    position = bytes.startIndex
  }

  mutating func header() throws(Problem) -> SafetensorsHeader {
    var header = SafetensorsHeader()
    var hasMetadata = false
    guard peek() == UInt8(ascii: "{") else { throw failure("'{'") }
    try object { (scanner, name) throws(Problem) in
      if name == metadataKey {
        guard !hasMetadata else { throw .duplicateName(name) }
        hasMetadata = true
        header.metadata = try scanner.metadata()
      } else {
        scanner.tensor = name
        header.tensors.append(try scanner.tensorDescription(name: name))
        scanner.tensor = nil
      }
    }
    skipSpace()
    guard peek() == nil else { throw failure("nothing but spaces after the JSON object") }
    return header
  }

  private mutating func metadata() throws(Problem) -> [String: String] {
    var metadata: [String: String] = [:]
    try object { (scanner, key) throws(Problem) in
      guard metadata.updateValue(try scanner.string(), forKey: key) == nil else { throw .duplicateName(key) }
    }
    return metadata
  }

  private mutating func tensorDescription(name: String) throws(Problem) -> SafetensorsHeader.Tensor {
    var elementType: String?
    var shape: [Int]?
    var offsets: [Int]?
    try object { (scanner, key) throws(Problem) in
      switch key {
      case "dtype" where elementType == nil: elementType = try scanner.string()
      case "shape" where shape == nil: shape = try scanner.integers()
      case "data_offsets" where offsets == nil: offsets = try scanner.integers()
      default: throw scanner.failure("each of dtype, shape and data_offsets once, not '\(key)'")
      }
    }
    guard let elementType, let shape, let offsets else { throw failure("dtype, shape and data_offsets") }
    guard offsets.count == 2 else { throw failure("two data_offsets, not \(offsets.count)") }
    return .init(name: name, elementType: elementType, shape: shape, begin: offsets[0], end: offsets[1])
  }

  // MARK: - Grammar

  /// `{"key": member, …}`.
  private mutating func object(
    _ member: (inout Self, String) throws(Problem) -> Void
  ) throws(Problem) {
    try take("{")
    skipSpace()
    if takeIf("}") { return }
    repeat {
      let key = try string()
      try take(":")
      try member(&self, key)
      skipSpace()
    } while takeIf(",")
    try take("}")
  }

  /// `[1, 2, …]`, none negative.
  private mutating func integers() throws(Problem) -> [Int] {
    try take("[")
    skipSpace()
    if takeIf("]") { return [] }
    var values: [Int] = []
    repeat {
      values.append(try integer())
      skipSpace()
    } while takeIf(",")
    try take("]")
    return values
  }

  private mutating func integer() throws(Problem) -> Int {
    skipSpace()
    var value = 0
    var digits = 0
    while let byte = peek(), (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
      let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = tens.addingReportingOverflow(Int(byte - UInt8(ascii: "0")))
      guard !overflow, !carry else { throw failure("an integer below 2⁶³") }
      value = sum
      digits += 1
      position += 1
    }
    guard digits > 0 else { throw failure("an integer that is not negative") }
    return value
  }

  private mutating func string() throws(Problem) -> String {
    try take("\"")
    var text: [UInt8] = []
    while let byte = peek(), byte >= UInt8(ascii: " ") {
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let string = String(validating: text, as: UTF8.self) else { throw failure("text in UTF-8") }
        return string
      case UInt8(ascii: "\\"): text.append(contentsOf: String(try escape()).utf8)
      default: text.append(byte)
      }
    }
    throw failure("the '\"' that ends a string")
  }

  private mutating func escape() throws(Problem) -> Unicode.Scalar {
    guard let byte = peek() else { throw failure("an escape") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      let first = try codeUnit()
      if let scalar = Unicode.Scalar(first) { return scalar }
      guard UTF16.isLeadSurrogate(first), takeIf("\\"), takeIf("u") else { throw failure("a pair of surrogates") }
      let second = try codeUnit()
      guard UTF16.isTrailSurrogate(second),
        let scalar = Unicode.Scalar(0x10000 + UInt32(first & 0x3FF) << 10 + UInt32(second & 0x3FF))
      else { throw failure("a pair of surrogates") }
      return scalar
    default: throw failure("an escape of JSON")
    }
  }

  private mutating func codeUnit() throws(Problem) -> UInt16 {
    var unit: UInt16 = 0
    for _ in 0..<4 {
      guard let byte = peek(), let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw failure("four hexadecimal digits")
      }
      unit = unit << 4 | UInt16(digit)
      position += 1
    }
    return unit
  }

  // MARK: - Bytes

  private func peek() -> UInt8? { position < bytes.endIndex ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = peek(), [0x20, 0x09, 0x0A, 0x0D].contains(byte) { position += 1 }
  }

  private mutating func takeIf(_ character: Unicode.Scalar) -> Bool {
    guard peek() == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func take(_ character: Unicode.Scalar) throws(Problem) {
    skipSpace()
    guard takeIf(character) else { throw failure("'\(character)'") }
  }

  private func failure(_ expected: String) -> Problem {
    .header(position: position - bytes.startIndex, expected: expected, tensor: tensor)
  }
}
