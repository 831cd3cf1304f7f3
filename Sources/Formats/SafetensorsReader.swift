// From the bytes of a safetensors file to its arrays: every number in the header is checked before it is used.

/// Reads the bytes of one file, trusting nothing in it.
struct SafetensorsReader {
  typealias Problem = SafetensorsError.Problem

  let bytes: [UInt8]

  func file() throws(Problem) -> SafetensorsFile {
    guard bytes.count >= 8 else { throw .noHeader(byteCount: bytes.count) }
    let length = word64(at: 0)
    guard let headerCount = Int(exactly: length), headerCount <= bytes.count - 8 else {
      throw .headerLength(length, byteCount: bytes.count - 8)
    }
    let start = 8 + headerCount
    var scanner = SafetensorsHeaderScanner(bytes: bytes[8..<start])
    let header = try scanner.header()
    try checkNames(header)
    for tensor in header.tensors { try checkRange(of: tensor, dataCount: bytes.count - start) }
    try checkTiling(by: header.tensors, dataCount: bytes.count - start)
    var entries: [SafetensorsFile.Entry] = []
    for tensor in header.tensors {
      let values = try values(of: tensor, dataStart: start)
      entries.append(SafetensorsFile.Entry(name: tensor.name, shape: tensor.shape, values: values))
    }
    return SafetensorsFile(entries: entries, metadata: header.metadata)
  }

  private func checkNames(_ header: SafetensorsHeader) throws(Problem) {
    var names: Set<String> = []
    for tensor in header.tensors where !names.insert(tensor.name).inserted { throw .duplicateName(tensor.name) }
  }

  private func checkRange(of tensor: SafetensorsHeader.Tensor, dataCount: Int) throws(Problem) {
    guard let type = ElementType(rawValue: tensor.elementType) else {
      throw .elementType(tensor.elementType, tensor: tensor.name)
    }
    guard tensor.begin <= tensor.end, tensor.end <= dataCount else {
      throw .offsets(begin: tensor.begin, end: tensor.end, dataCount: dataCount, tensor: tensor.name)
    }
    var expected = type.byteCount
    for size in tensor.shape {
      let (product, overflow) = expected.multipliedReportingOverflow(by: size)
      guard !overflow else { throw .shapeOverflow(tensor.shape, tensor: tensor.name) }
      expected = product
    }
    guard expected == tensor.end - tensor.begin else {
      throw .size(expected: expected, found: tensor.end - tensor.begin, tensor: tensor.name)
    }
  }

  /// Each byte of the data belongs to exactly one tensor.
  private func checkTiling(by tensors: [SafetensorsHeader.Tensor], dataCount: Int) throws(Problem) {
    var end = 0
    var previous = ""
    for tensor in tensors.sorted(by: { ($0.begin, $0.end) < ($1.begin, $1.end) }) {
      guard tensor.begin >= end else { throw .overlap(tensor: tensor.name, with: previous) }
      guard tensor.begin == end else { throw .unusedBytes(count: tensor.begin - end, before: tensor.name) }
      end = tensor.end
      previous = tensor.name
    }
    guard end == dataCount else { throw .unusedBytes(count: dataCount - end, before: nil) }
  }

  private func values(of tensor: SafetensorsHeader.Tensor, dataStart: Int) throws(Problem) -> [Float] {
    guard let type = ElementType(rawValue: tensor.elementType) else {
      throw .elementType(tensor.elementType, tensor: tensor.name)
    }
    var values = [Float](repeating: 0, count: (tensor.end - tensor.begin) / type.byteCount)
    var position = dataStart + tensor.begin
    for index in values.indices {
      switch type {
      case .single: values[index] = Float(bitPattern: word32(at: position))
      case .brain: values[index] = Float(bitPattern: UInt32(word16(at: position)) << 16)
      case .half: values[index] = Float(halfBitPattern: word16(at: position))
      case .double: values[index] = Float(Double(bitPattern: word64(at: position)))
      case .integer:
        let integer = Int64(bitPattern: word64(at: position))
        guard let value = Float(exactly: integer) else { throw .inexactInteger(integer, tensor: tensor.name) }
        values[index] = value
      }
      position += type.byteCount
    }
    return values
  }

  private func word16(at position: Int) -> UInt16 {
    UInt16(bytes[position]) | UInt16(bytes[position + 1]) << 8
  }

  private func word32(at position: Int) -> UInt32 {
    UInt32(bytes[position]) | UInt32(bytes[position + 1]) << 8 | UInt32(bytes[position + 2]) << 16
      | UInt32(bytes[position + 3]) << 24
  }

  private func word64(at position: Int) -> UInt64 {
    UInt64(word32(at: position)) | UInt64(word32(at: position + 4)) << 32
  }
}

private enum ElementType: String {
  case single = "F32"
  case half = "F16"
  case brain = "BF16"
  case double = "F64"
  case integer = "I64"

  var byteCount: Int {
    switch self {
    case .half, .brain: 2
    case .single: 4
    case .double, .integer: 8
    }
  }
}

extension Float {
  /// The value of an IEEE 754 half-precision number: 1 sign, 5 exponent and 10 fraction bits.
  ///
  /// Swift's `Float16` would do, but does not exist on every platform.
  fileprivate init(halfBitPattern bits: UInt16) {
    let sign = UInt32(bits & 0x8000) << 16
    let exponent = UInt32(bits >> 10) & 0x1F
    let fraction = UInt32(bits & 0x3FF)
    switch exponent {
    case 0:
      let magnitude = Float(fraction) * 0x1p-24
      self = sign == 0 ? magnitude : -magnitude
    case 0x1F: self = Float(bitPattern: sign | 0x7F80_0000 | fraction << 13)
    default: self = Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
    }
  }
}
