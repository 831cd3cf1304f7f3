// What a run's files say of its pictures and its model, damaged: read or refused in words, and never a trap. (The
// program `fuzz` sees the readers of the library; these are the command's own.)

import CommandLineTool
import Formats
import Foundation
import Images
import Randomness
import Testing

@testable import retinanet

@Suite("Damaged notes of a run")
struct DamagedNotesTests {
  private static let good: [(isData: Bool, text: String)] = [
    (true, #"{"shapes":{"preset":"standard","seed":3,"size":128,"trainImages":20,"trainPreset":"busy","#),
    (true, #"{"pictures":{"mode":"letterbox","seed":1,"size":128,"training":{"annotations":"/a/b.json","count":9,"#),
    (
      false,
      #"{"system":"detectron2","weights":"w.safetensors","replacedClasses":3,"pieces":{"loss":"focal","gamma":2,"#
    ),
  ].enumerated().map { index, start in
    let ends = [
      #""validationImages":500}}"#,
      #""digest":"00ff","dropsUnusable":true,"images":"/a"},"validationImages":2}}"#,
      #""alpha":{"numbers":{"_0":[0.25]}},"prior":0.01,"anchors":"fit","assigner":"atss","positiveThreshold":0.5}}"#,
    ]
    return (start.0, start.1 + ends[index])
  }

  /// Reads a note and makes the words that are said of it; false if it is refused.
  private func read(_ text: String, isData: Bool) -> Bool {
    if isData {
      guard let data = try? CodedJSON.decode(text, as: TrainData.self) else { return false }
      return !"\(data.rows.map(\.value)) \(data.title) \(data.trainingText) \(data.reportTitle) \(data.partsText)"
        .isEmpty
    }
    guard let model = try? CodedJSON.decode(text, as: TrainModel.self) else { return false }
    return !"\(model.rows.map(\.value))".isEmpty
  }

  private static let words = [
    "null", "-1", "0", "9223372036854775807", "-9223372036854775808", "18446744073709551615", "1e999", "\"nan\"", "[]",
    "{}", "true", "\"\"", "0.5", "[[[[",
  ]

  @Test("Numbers, words and brackets in their place, 6 000 times", arguments: [1, 2] as [UInt64])
  func damaged(seed: UInt64) {
    for (isData, text) in Self.good { #expect(read(text, isData: isData), "\(text)") }
    let count = ProcessInfo.processInfo.environment["RETINAKIT_NOTES"].flatMap { Int($0) } ?? 3_000
    var (taken, refused) = (0, 0)
    for index in 0..<count {
      var generator = SeededGenerator(seed: seed, UInt64(index))
      let (isData, text) = Self.good[generator.integer(in: 0...Self.good.count - 1)]
      var bytes = Array(text.utf8)
      for _ in 0..<generator.integer(in: 1...3) {
        let place = generator.integer(in: 0...bytes.count - 1)
        // The value that begins behind the next colon, or a byte.
        guard generator.integer(in: 0...3) > 0,
          let colon = bytes[place...].firstIndex(of: UInt8(ascii: ":")),
          let end = bytes[(colon + 1)...].firstIndex(where: { ",}".utf8.contains($0) })
        else {
          bytes[place] = UInt8(truncatingIfNeeded: generator.next())
          continue
        }
        bytes.replaceSubrange(
          colon + 1..<end, with: Self.words[generator.integer(in: 0...Self.words.count - 1)].utf8)
      }
      if read(String(decoding: bytes, as: UTF8.self), isData: isData) { taken += 1 } else { refused += 1 }
    }
    #expect(taken > count / 100 && refused > count / 100, "\(taken) taken, \(refused) refused")
  }
}
