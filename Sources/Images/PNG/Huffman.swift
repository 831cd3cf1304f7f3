// Canonical Huffman codes as DEFLATE has them: lengths from frequencies, codes from lengths, a table to decode by.

package enum Huffman {
  /// The code lengths of an optimal prefix code, none longer than `limit`; 0 for symbols that do not occur.
  ///
  /// Always a complete code of at least two symbols: decoders refuse other ones.
  package static func lengths(frequencies: [Int], limit: Int) -> [UInt8] {
    var lengths = [UInt8](repeating: 0, count: frequencies.count)
    var symbols = frequencies.indices.filter { frequencies[$0] > 0 }
    for extra in 0..<2 where symbols.count < 2 && !symbols.contains(extra) { symbols.append(extra) }
    symbols.sort { (frequencies[$0], $0) < (frequencies[$1], $1) }

    var countOfLength = [Int](repeating: 0, count: limit + 1)
    for depth in depths(sortedWeights: symbols.map { frequencies[$0] }) { countOfLength[min(depth, limit)] += 1 }

    // Codes cut to the limit claim more than there is (Kraft's sum above 1): lengthen shorter ones until it is 1.
    var claimed = countOfLength.enumerated().reduce(0) { $0 + $1.element << (limit - $1.offset) }
    while claimed > 1 << limit {
      guard let length = (1..<limit).last(where: { countOfLength[$0] > 0 }) else { break }
      countOfLength[length] -= 1
      countOfLength[length + 1] += 2
      countOfLength[limit] -= 1
      claimed -= 1
    }

    var next = 0
    for length in stride(from: limit, through: 1, by: -1) {
      for _ in 0..<countOfLength[length] {
        lengths[symbols[next]] = UInt8(length)
        next += 1
      }
    }
    return lengths
  }

  /// The depth of each leaf in Huffman's tree over weights in ascending order.
  private static func depths(sortedWeights weights: [Int]) -> [Int] {
    let leaves = weights.count
    var total = weights + [Int](repeating: 0, count: leaves - 1)
    var parent = [Int](repeating: 0, count: 2 * leaves - 1)
    var leaf = 0
    var inner = leaves
    for node in leaves..<2 * leaves - 1 {
      for _ in 0..<2 {
        let takesLeaf = leaf < leaves && (inner >= node || total[leaf] <= total[inner])
        let child = takesLeaf ? leaf : inner
        if takesLeaf { leaf += 1 } else { inner += 1 }
        total[node] += total[child]
        parent[child] = node
      }
    }
    var depth = [Int](repeating: 0, count: 2 * leaves - 1)
    for node in stride(from: 2 * leaves - 3, through: 0, by: -1) { depth[node] = depth[parent[node]] + 1 }
    return Array(depth[..<leaves])
  }

  /// The code words for the lengths, bits reversed: DEFLATE sends them from the top bit down, all else from below.
  static func reversedCodes(lengths: [UInt8]) -> [UInt16] {
    var countOfLength = [Int](repeating: 0, count: 17)
    for length in lengths where length > 0 { countOfLength[Int(length)] += 1 }
    var next = [Int](repeating: 0, count: 17)
    for length in 1..<16 { next[length + 1] = (next[length] + countOfLength[length]) << 1 }
    return lengths.map { length in
      guard length > 0 else { return 0 }
      let code = next[Int(length)]
      next[Int(length)] += 1
      return reversed(UInt16(truncatingIfNeeded: code)) >> (16 - UInt16(length))
    }
  }

  private static func reversed(_ bits: UInt16) -> UInt16 {
    var bits = bits
    var result: UInt16 = 0
    for _ in 0..<16 {
      result = result << 1 | bits & 1
      bits >>= 1
    }
    return result
  }

  /// A code to decode by: entry `next bits & mask` is symbol << 4 | length, or 0 where there is no code.
  struct Decoder {
    let entries: [UInt16]
    let bits: Int

    /// Nil for a code that claims too much or too little; one single code, or none, is taken as it is.
    init?(lengths: [UInt8]) {
      let claimed = lengths.reduce(0) { $0 + ($1 > 0 ? 1 << (15 - Int($1)) : 0) }
      let used = lengths.count { $0 > 0 }
      guard claimed == 1 << 15 || (used <= 1 && claimed <= 1 << 14) else { return nil }
      bits = Int(lengths.max() ?? 0)
      var entries = [UInt16](repeating: 0, count: 1 << bits)
      for (symbol, code) in Huffman.reversedCodes(lengths: lengths).enumerated() where lengths[symbol] > 0 {
        let entry = UInt16(symbol) << 4 | UInt16(lengths[symbol])
        for i in stride(from: Int(code), to: entries.count, by: 1 << Int(lengths[symbol])) { entries[i] = entry }
      }
      self.entries = entries
    }
  }
}
