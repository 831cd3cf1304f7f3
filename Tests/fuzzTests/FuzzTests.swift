// The fuzz program: its inputs repeat, its good files are good, and a trap is found and made small.

import Foundation
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
    // torchvision's names of so small a network are nearly good: it has no file of the size.
    if format != .weights { #expect(format.seeds.count { !format.read($0) } == 0, "\(format)") }
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

  @Test("Of checkpoints most damaged headers are refused, and some are taken to the end, a step of training")
  func headers() {
    let inputs = FuzzInputs(format: .checkpoint, seed: 2)
    let taken = (0..<400).count { FuzzFormat.checkpoint.read(inputs[$0]) }
    #expect(0 < taken && taken < 200, "\(taken)")
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
