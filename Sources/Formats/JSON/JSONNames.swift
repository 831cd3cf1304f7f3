// The keys that a reader knows: found by their bytes, so that no text is made of the keys of a large file.

/// The names of members, by which `JSONScanner.nextKey` says where they stand in the list.
package struct JSONNames: Sendable {
  private let names: [[UInt8]]

  /// Names that differ.
  package init(_ names: [String]) { self.names = names.map { Array($0.utf8) } }

  /// No names: every key is another.
  static let none = JSONNames([])

  /// The place of a key among the names; -1 if it is none of them.
  func index(of key: ArraySlice<UInt8>) -> Int {
    search: for index in names.indices {
      let count = names[index].count
      guard count == key.count else { continue }
      for offset in 0..<count where names[index][offset] != key[key.startIndex + offset] { continue search }
      return index
    }
    return -1
  }
}
