import Formats
import Foundation
import Randomness
import Testing

/// A file with each element type that is read, written by the format's own library.
///
/// ```python
/// import base64, torch                          # torch 2.15.0, safetensors 0.8.0
/// from safetensors.torch import save
/// tensors = {
///     "weight": torch.tensor([[1.0, -2.5, 3.25], [0.1, 1e-8, -0.0]]),
///     "half": torch.tensor([1.0, 65504.0, 6e-8, -0.5], dtype=torch.float16),
///     "brain": torch.tensor([1.0, -3.140625], dtype=torch.bfloat16),
///     "double": torch.tensor([0.1, 2.0**-149], dtype=torch.float64),
///     "count": torch.tensor(1234, dtype=torch.int64),
///     "empty": torch.zeros(0, 3),
/// }
/// print(base64.b64encode(save(tensors, {"format": "pt", "note": "α \"quoted\"\n"})).decode())
/// ```
private let fromPython = Data(
  base64Encoded: """
    oAEAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJub3RlIjoizrEgXCJxdW90ZWRcIlxuIiwiZm9ybWF0IjoicHQifSwiY291bnQiOnsiZHR5
    cGUiOiJJNjQiLCJzaGFwZSI6W10sImRhdGFfb2Zmc2V0cyI6WzAsOF19LCJkb3VibGUiOnsiZHR5cGUiOiJGNjQiLCJzaGFwZSI6WzJd
    LCJkYXRhX29mZnNldHMiOls4LDI0XX0sImVtcHR5Ijp7ImR0eXBlIjoiRjMyIiwic2hhcGUiOlswLDNdLCJkYXRhX29mZnNldHMiOlsy
    NCwyNF19LCJ3ZWlnaHQiOnsiZHR5cGUiOiJGMzIiLCJzaGFwZSI6WzIsM10sImRhdGFfb2Zmc2V0cyI6WzI0LDQ4XX0sImJyYWluIjp7
    ImR0eXBlIjoiQkYxNiIsInNoYXBlIjpbMl0sImRhdGFfb2Zmc2V0cyI6WzQ4LDUyXX0sImhhbGYiOnsiZHR5cGUiOiJGMTYiLCJzaGFw
    ZSI6WzRdLCJkYXRhX29mZnNldHMiOls1Miw2MF19fSAgINIEAAAAAAAAmpmZmZmZuT8AAAAAAACgNgAAgD8AACDAAABQQM3MzD13zCsy
    AAAAgIA/ScAAPP97AQAAuA==
    """, options: .ignoreUnknownCharacters)

/// A file made by hand: the length, the header as given, then `count` zero bytes.
private func file(_ header: String, data count: Int = 0, length: UInt64? = nil) -> Data {
  let length = length ?? UInt64(header.utf8.count)
  return Data((0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }) + Data(header.utf8) + Data(count: count)
}

private func describe(_ name: String, shape: String, _ begin: String, _ end: String, type: String = "F32") -> String {
  "\"\(name)\":{\"dtype\":\"\(type)\",\"shape\":[\(shape)],\"data_offsets\":[\(begin),\(end)]}"
}

private func problem(_ data: Data) -> SafetensorsError.Problem? {
  do throws(SafetensorsError) {
    _ = try SafetensorsFile(data: data)
    return nil
  } catch {
    return error.problem
  }
}

@Suite("Safetensors")
struct SafetensorsTests {
  @Test("A file written by Python is read: names in its order, shapes, values of five types, metadata")
  func python() throws {
    let file = try SafetensorsFile(data: #require(fromPython))
    #expect(file.metadata == ["format": "pt", "note": "α \"quoted\"\n"])
    #expect(file.entries.map(\.name) == ["count", "double", "empty", "weight", "brain", "half"])
    #expect(file.entries.map(\.shape) == [[], [2], [0, 3], [2, 3], [2], [4]])
    #expect(file["count"]?.values == [1234])
    #expect(file["double"]?.values == [0.1, 0x1p-149])
    #expect(file["empty"]?.values == [])
    #expect(file["weight"]?.values == [1, -2.5, 3.25, 0.1, 1e-8, 0])
    #expect(file["weight"]?.values.last?.sign == .minus)
    #expect(file["brain"]?.values == [1, -3.140625])
    #expect(file["half"]?.values == [1, 65504, 0x1p-24, -0.5], "6e-8 rounds to the least half, 2⁻²⁴")
  }

  @Test("What is written: the header's length, JSON padded to eight bytes, little-endian numbers")
  func bytes() {
    let data = SafetensorsFile(
      entries: [.init(name: "a", shape: [2], values: [1, -2])], metadata: ["step": "7"]
    ).encoded()
    let header =
      #"{"__metadata__":{"step":"7"},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"# + "      "
    #expect(header.utf8.count == 88)
    #expect(data == Data([88, 0, 0, 0, 0, 0, 0, 0]) + Data(header.utf8) + Data([0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0]))
  }

  @Test("Writing and reading keeps every bit, the order and the metadata", arguments: 0..<20 as Range<UInt64>)
  func roundTrip(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let entries = (0..<generator.integer(in: 0...5)).map { index in
      let shape = (0..<generator.integer(in: 0...3)).map { _ in generator.integer(in: 0...4) }
      let values = (0..<shape.reduce(1, *)).map { _ in
        Float(bitPattern: UInt32(truncatingIfNeeded: generator.next()))
      }
      return SafetensorsFile.Entry(name: "layer \(index) \"é\\\u{1}\u{1F600}", shape: shape, values: values)
    }
    let file = SafetensorsFile(entries: entries, metadata: ["state": "\(generator.next())", "": "\n\u{1F}/"])
    let read = try SafetensorsFile(data: file.encoded())
    #expect(read.metadata == file.metadata)
    #expect(read.entries.map(\.name) == entries.map(\.name))
    #expect(read.entries.map(\.shape) == entries.map(\.shape))
    // Compared outside #expect, which would print every value.
    let isSameBits = read.entries.map { $0.values.map(\.bitPattern) } == entries.map { $0.values.map(\.bitPattern) }
    let isSameFile = read.encoded() == file.encoded()
    #expect(isSameBits)
    #expect(isSameFile)
  }

  @Test("A file with no tensors, and one with a million numbers")
  func sizes() throws {
    #expect(try SafetensorsFile(data: SafetensorsFile().encoded()) == SafetensorsFile())
    let many = SafetensorsFile(entries: [
      .init(name: "many", shape: [1000, 1000], values: (0..<1_000_000).map { Float($0) })
    ])
    let isSame = try SafetensorsFile(data: many.encoded()) == many
    #expect(isSame)
  }

  @Test("A file on disk: written whole, read back, and a missing one refused with its path")
  func disk() throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).safetensors")
    defer { try? FileManager.default.removeItem(at: url) }
    let file = SafetensorsFile(entries: [.init(name: "a", shape: [], values: [3])])
    try file.write(to: url)
    #expect(try SafetensorsFile(contentsOf: url) == file)
    try Data([1, 2]).write(to: url)
    let error = #expect(throws: SafetensorsError.self) { try SafetensorsFile(contentsOf: url) }
    #expect(error == SafetensorsError(.noHeader(byteCount: 2), path: url.path))
    let missing = #expect(throws: SafetensorsError.self) {
      try SafetensorsFile(contentsOf: URL(fileURLWithPath: "/nowhere/w.safetensors"))
    }
    #expect(missing?.description.hasPrefix("/nowhere/w.safetensors: cannot be read") == true)
    #expect(throws: SafetensorsError.self) { try file.write(to: URL(fileURLWithPath: "/nowhere/w.safetensors")) }
  }

  @Test("Every prefix of a valid file is refused, none crashes")
  func truncated() throws {
    let data = try #require(fromPython)
    for count in 0..<data.count { #expect(problem(data.prefix(count)) != nil, "\(count) bytes") }
  }

  @Test("A changed byte anywhere in the header is refused or read, never a crash")
  func mutated() throws {
    let data = try #require(fromPython)
    for position in 0..<424 {
      for byte in [0x00, 0x22, 0x2C, 0x5C, 0x7D, 0x80, 0xFF] as [UInt8] {
        var changed = data
        changed[position] = byte
        if let problem = problem(changed) { #expect(!SafetensorsError(problem).description.isEmpty) }
      }
    }
  }

  @Test("Header lengths beyond the file are refused, up to 2⁶⁴ - 1")
  func headerLength() {
    #expect(problem(file("{}", length: 3)) == .headerLength(3, byteCount: 2))
    #expect(problem(file("{}", length: .max)) == .headerLength(.max, byteCount: 2))
    #expect(problem(file("", length: 0)) == .header(position: 0, expected: "'{'", tensor: nil))
  }

  @Test("Ranges that overlap, leave a gap, run backwards or leave the data are refused by the tensor's name")
  func ranges() {
    let a = describe("a", shape: "2", "0", "8")
    #expect(problem(file("{\(a),\(describe("b", shape: "1", "4", "8"))}", data: 8)) == .overlap(tensor: "b", with: "a"))
    #expect(
      problem(file("{\(a),\(describe("b", shape: "1", "12", "16"))}", data: 16))
        == .unusedBytes(count: 4, before: "b"))
    #expect(problem(file("{\(a)}", data: 12)) == .unusedBytes(count: 4, before: nil))
    #expect(problem(file("{\(a)}", data: 7)) == .offsets(begin: 0, end: 8, dataCount: 7, tensor: "a"))
    #expect(
      problem(file("{\(describe("a", shape: "0", "8", "4"))}", data: 8))
        == .offsets(begin: 8, end: 4, dataCount: 8, tensor: "a"))
    #expect(
      problem(file("{\(describe("a", shape: "3", "0", "8"))}", data: 8)) == .size(expected: 12, found: 8, tensor: "a"))
  }

  @Test("Names twice, unknown types, overflowing shapes and inexact integers are refused by the tensor's name")
  func content() {
    let empty = describe("a", shape: "0", "0", "0")
    #expect(problem(file("{\(empty),\(empty)}")) == .duplicateName("a"))
    #expect(problem(file("{\"__metadata__\":{\"k\":\"1\",\"k\":\"2\"}}")) == .duplicateName("k"))
    #expect(
      problem(file("{\(describe("a", shape: "1", "0", "1", type: "F8_E4M3"))}", data: 1))
        == .elementType("F8_E4M3", tensor: "a"))
    let huge = "4294967296,4294967296"
    #expect(
      problem(file("{\(describe("a", shape: huge, "0", "0"))}"))
        == .shapeOverflow([4_294_967_296, 4_294_967_296], tensor: "a"))
    let integer = file("{\(describe("a", shape: "1", "0", "8", type: "I64"))}") + Data([1, 0, 0, 1, 0, 0, 0, 0])
    #expect(problem(integer) == .inexactInteger(16_777_217, tensor: "a"))
  }

  @Test("A malformed header names the byte, the tensor and what was expected")
  func syntax() {
    let number = "an integer that is not negative"
    #expect(
      problem(file(#"{"a":{"dtype":"F32","shape":[-1],"#))
        == .header(position: 29, expected: number, tensor: "a"))
    #expect(
      problem(file("{\(describe("a", shape: "99999999999999999999", "0", "0"))}"))
        == .header(position: 47, expected: "an integer below 2⁶³", tensor: "a"))
    #expect(
      problem(file(#"{"a":{"dtype":"F32","shape":[]}}"#))
        == .header(position: 31, expected: "dtype, shape and data_offsets", tensor: "a"))
    #expect(
      problem(file(#"{} x"#))
        == .header(position: 3, expected: "nothing but spaces after the JSON object", tensor: nil))
    #expect(
      SafetensorsError(.header(position: 29, expected: number, tensor: "a"), path: "w.safetensors").description
        == "w.safetensors: header, byte 29, tensor 'a': expected an integer that is not negative")
    #expect(
      problem(file(#"{"\ud83d\ude00":{}}"#))
        == .header(
          position: 18, expected: "dtype, shape and data_offsets", tensor: "\u{1F600}"))
    #expect(
      problem(file(#"{"\ud83dx":{}}"#))
        == .header(
          position: 8, expected: "a pair of surrogates", tensor: nil))
  }
}
