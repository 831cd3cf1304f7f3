// Anchors from a file that somebody else wrote, or changed.

import Anchors
import Foundation
import Testing

@Suite("Anchors from files")
struct AnchorFileTests {
  private func problem(_ change: (inout AnchorGenerator) -> Void) throws -> String? {
    var generator = AnchorGenerator.small
    change(&generator)
    let data = try JSONEncoder().encode(generator)
    do {
      _ = try JSONDecoder().decode(AnchorGenerator.self, from: data)
      return nil
    } catch DecodingError.dataCorrupted(let context) {
      return context.debugDescription
    }
  }

  @Test("A file with more anchors than a cell can have, or larger than any picture, is refused before they are made")
  func excess() throws {
    #expect(try problem { _ in } == nil)
    #expect(try problem { $0.ratios = Array(repeating: 1, count: 333) } == nil)
    #expect(
      try problem { $0.ratios = Array(repeating: 1, count: 334) }
        == "expected at most 62 levels and 1000 anchors a cell, found 5 levels, 3 scales and 334 ratios")
    #expect(try problem { $0.scales = Array(repeating: 1, count: 1_000_000) }?.contains("1000000 scales") == true)
    #expect(try problem { $0.levels = Array(repeating: $0.levels[0], count: 63) }?.contains("63 levels") == true)
    for change in [
      { $0.levels[0].baseSize = 1e300 }, { $0.ratios[0] = 1e308 }, { $0.scales[0] = 1e-300 },
      { $0.scales[0] = 1e308 },
    ] as [(inout AnchorGenerator) -> Void] {
      let found = try problem(change)
      #expect(found?.hasPrefix("expected anchors with sides of 0.001 to 1000000 pixels, found ") == true)
    }
  }

  @Test("A size that is none is refused as such")
  func sizes() throws {
    #expect(try problem { $0.levels[0].baseSize = 0 } == "baseSize must be positive and finite, found 0.0")
    #expect(try problem { $0.levels = [] } == "levels must not be empty")
  }
}
