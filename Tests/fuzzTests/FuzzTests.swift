// The fuzz program: its inputs repeat, its good files are good, and a trap is found and made small.

import Formats
import Foundation
import Randomness
import Testing
import _TestSupport

@testable import fuzz

@Suite("fuzz")
struct FuzzTests {
  @Test("An input is decided by seed and number; another of either is another input")
  func inputs() {
    let first = FuzzInputs(format: .coco, seed: 3)
    #expect((0..<200).allSatisfy { first[$0] == FuzzInputs(format: .coco, seed: 3)[$0] })
    #expect(Set((0..<200).map { first[$0] }).count > 150)
    #expect((0..<200).contains { first[$0] != FuzzInputs(format: .coco, seed: 4)[$0] })
  }

  @Test("Every format takes its good files, and refuses some of the damaged", arguments: FuzzFormat.allCases)
  func formats(format: FuzzFormat) {
    for (index, seed) in format.seeds.enumerated() {
      #expect(format.read(seed), "\(format): good file \(index) is refused")
      #expect(seed.count <= FuzzInputs.longest, "\(format): good file \(index) has \(seed.count) bytes")
    }
    guard format != .trap else { return }
    let inputs = FuzzInputs(format: format, seed: 1)
    let taken = (0..<300).count { format.read(inputs[$0]) }
    #expect(taken < 300, "\(format): \(taken)")
  }

  @Test("No trap in a short run; the line says how many inputs were taken and refused")
  func short() throws {
    let result = try run(program: "fuzz", ["results", "--count", "3000", "--seed", "5"])
    #expect(result.code == 0, "\(result.error)")
    #expect(
      result.output.hasPrefix("results: 3000 inputs, ") && result.output.contains(" refused, no trap, no hang (seed 5"))
  }

  @Test("The format that traps on purpose is caught, and the input made as small as it can be")
  func trap() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let result = try run(program: "fuzz", ["self", "--count", "5000", "--output", "found"], in: folder)
    #expect(result.code == 1)
    #expect(
      result.error.contains("ends its reader by a trap; 2 bytes of it do, written to ")
        && result.error.contains("found: 2121"), "\(result.error)")
    #expect(try String(contentsOf: folder.appending(path: "found"), encoding: .utf8) == "!!")
  }

  @Test("Rows that are compressed after a change are pictures of every color type")
  func rows() {
    #expect(FuzzPictures.pngRows.count { FuzzFormat.pngRows.read($0) } == 8)
    // Without compression they are no pictures, and a wrong checksum is made right.
    #expect(!FuzzFormat.png.read(FuzzPictures.pngRows[0]))
    var file = FuzzFormat.withCompressedRows(FuzzPictures.pngRows[0])
    #expect(FuzzFormat.withRightChecksums(file) == file)
    let good = file
    file[file.count - 1] ^= 1
    #expect(FuzzFormat.withRightChecksums(file) == good)
  }

  @Test(
    "Of damaged files of a detector at least one in ten is taken to the end: pictures looked at, a step of training",
    arguments: [FuzzFormat.weights, .checkpoint])
  func detectors(format: FuzzFormat) {
    let inputs = FuzzInputs(format: format, seed: 2)
    let taken = (0..<400).count { format.read(inputs[$0]) }
    #expect(40 < taken && taken < 360, "\(format): \(taken)")
  }

  @Test("A change in a tree leaves JSON, of one part where there are several, and is another value nearly always")
  func trees() throws {
    let text = Array(#"{"a":[1,2.5,"x"],"b":{"c":null,"é":true}}"#.utf8)
    let tree = try #require(FuzzTree(text, separator: 0x0A))
    #expect(FuzzTree(Array("no".utf8), separator: 0x0A) == nil)
    let lines = try #require(FuzzTree(text + [0x0A] + Array("no".utf8), separator: 0x0A))
    var others = 0
    for seed in 0..<500 {
      var generator = SeededGenerator(seed: UInt64(seed))
      let value = try JSONValue(Data(tree.changed(&generator)))
      if value != (try JSONValue(Data(text))) { others += 1 }
      let parts = lines.changed(&generator).split(separator: 0x0A)
      #expect(parts.count == 2, "seed \(seed)")
      #expect(throws: Never.self, "seed \(seed)") { try JSONValue(Data(parts[0])) }
    }
    #expect(others > 400, "\(others)")
  }

  @Test("A recipe changes of a good file's tensors those that it names, as a reader of bytes would let through")
  func recipes() {
    let base: [SafetensorsFile.Entry] = ["a", "b", "c", "d"].map { .init(name: $0, shape: [2], values: [0, 0]) }
    func file(_ text: String) -> SafetensorsFile { FuzzRecipe.file(Array(text.utf8), of: [base]) }
    let changed = file(#"{"says":{"x":{"y":1},"z":"w"},"but":{"a":[2,3],"b":null,"c":0.5,"d":"a"},"before":"m."}"#)
    #expect(changed.entries.map(\.name) == ["m.a", "m.c", "m.d"], "d cannot have a's name")
    #expect(changed["m.a"]?.shape == [2, 3] && changed["m.c"]?.values == [0.5, 0.5])
    #expect(changed.metadata == ["x": #"{"y":1}"#, "z": "w"])
    for shape in ["[-1]", "[1.5]", "[1000000,1000000]", "[\"x\"]"] {
      #expect(file("{\"says\":{},\"but\":{\"a\":\(shape)}}")["a"]?.shape == [2], "\(shape)")
    }
    #expect(file("{}").metadata == ["retinakit": "{}"] && file("{}").entries == base)
  }

  @Test("A build without counters says how to make one with them")
  func guided() throws {
    let result = try run(program: "fuzz", ["png", "--guided", "3"])
    #expect(result.code == 1)
    #expect(
      result.error.contains(
        "RETINAKIT_FUZZER=1 swift run -c release --scratch-path .build/fuzzer fuzz png --guided 3"), "\(result.error)")
  }
}
