// Damaged files: each a good one in which something was changed, decided by a seed and a number.

import Randomness

/// The inputs of a format, counted from 0.
struct FuzzInputs: Sendable {
  let format: FuzzFormat
  let seed: UInt64
  private let seeds: [[UInt8]]
  private let trees: [FuzzTree?]

  init(format: FuzzFormat, seed: UInt64) {
    self.format = format
    self.seed = seed
    seeds = format.seeds
    trees = seeds.map { FuzzTree($0, separator: format.separator) }
  }

  /// No longer than this, so that none takes long.
  static let longest = 20_000

  /// Input `index`: the same for the same seed.
  subscript(index: Int) -> [UInt8] {
    var generator = SeededGenerator(seed: seed, 7, UInt64(index))
    let chosen = generator.integer(in: 0...(seeds.count - 1))
    var bytes = seeds[chosen]
    if let tree = trees[chosen], generator.integer(in: 0...7) < format.eighthsOfTrees {
      bytes = tree.changed(&generator)
      guard generator.integer(in: 0...7) == 0 else { return bytes }
    }
    // Most are changed a little, so that they are not refused at once.
    for _ in 0..<(1 << generator.integer(in: 0...3)) { change(&bytes, &generator) }
    return bytes
  }

  static let words: [[UInt8]] = [
    "NaN", "Infinity", "-Infinity", "1e999", "-0", "1e-400", "9223372036854775808", "-9223372036854775809",
    "18446744073709551616", "0x1", "1e+", "1.5e+", "\\ud800", "\\u0000", "\"\"", "null", "true", "{", "[", "}", "]",
    ":",
    ",", "\"", "\\", "[[[[[[[[[[[[[[[[", "{\"a\":", "\"id\":", "\u{0}", "\u{FEFF}", "1e308", "5e-324",
  ].map { Array($0.utf8) }

  private func change(_ bytes: inout [UInt8], _ generator: inout SeededGenerator) {
    guard !bytes.isEmpty else {
      bytes = [UInt8(truncatingIfNeeded: generator.next())]
      return
    }
    let place = generator.integer(in: 0...(bytes.count - 1))
    let end = min(bytes.count, place + generator.integer(in: 1...16))
    switch generator.integer(in: 0...10) {
    case 0: bytes[place] ^= 1 << UInt8(generator.integer(in: 0...7))
    case 1: bytes[place] = UInt8(truncatingIfNeeded: generator.next())
    case 2: bytes[place] = [0x00, 0x7F, 0x80, 0xFF, 0xC0, 0xED][generator.integer(in: 0...5)]
    case 3: bytes.removeSubrange(place..<end)
    case 4: bytes.removeSubrange(place...)
    case 5: bytes.insert(contentsOf: bytes[place..<end], at: generator.integer(in: 0...bytes.count))
    case 6: bytes.replaceSubrange(place..<end, with: Self.words[generator.integer(in: 0...(Self.words.count - 1))])
    case 7: bytes.insert(contentsOf: Self.words[generator.integer(in: 0...(Self.words.count - 1))], at: place)
    case 8:
      // A number for a number.
      guard let digit = bytes[place...].firstIndex(where: { 0x30...0x39 ~= $0 }) else { return }
      bytes[digit] = 0x30 + UInt8(generator.integer(in: 0...9))
    case 9:
      // A run of brackets or of anything else.
      let run = [UInt8](repeating: bytes[place], count: generator.integer(in: 1...600))
      if bytes.count + run.count <= Self.longest { bytes.insert(contentsOf: run, at: place) }
    default:
      // The end of another file.
      let other = seeds[generator.integer(in: 0...(seeds.count - 1))]
      guard !other.isEmpty else { return }
      bytes.replaceSubrange(place..., with: other[generator.integer(in: 0...(other.count - 1))...])
    }
  }
}
