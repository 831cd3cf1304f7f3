// The name by which a file of annotations calls a picture, and where in a folder that may be.
// Other people's tools write other people's folders: /data/upload/1/a.png, train\a.png, ../images/a.png.

/// Names of pictures as they stand in annotations.
enum PictureName {
  /// The parts between slashes and backslashes, without those that lead nowhere; what comes before the last ".." is
  /// left behind.
  static func parts(_ name: String) -> [String] {
    let parts = name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).map(String.init)
    let rest = parts.lastIndex(of: "..").map { parts[($0 + 1)...] } ?? parts[...]
    return rest.filter { $0 != "." && !($0.count == 2 && $0.hasSuffix(":")) }
  }

  /// The name without folders.
  static func last(_ name: String) -> String { parts(name).last ?? name }

  /// True if the name as it stands stays within the folder.
  static func isWithin(_ name: String) -> Bool {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    return parts.first != "" && parts.last != "" && !parts.contains("..")
  }

  /// Where in the folder the picture may be: its name as it stands, then with ever fewer folders before it.
  ///
  /// None of them leads out of the folder.
  static func candidates(_ name: String) -> [String] {
    let parts = parts(name)
    guard !name.hasSuffix("/"), !parts.isEmpty else { return [] }
    let shortened = parts.indices.map { parts[$0...].joined(separator: "/") }
    return isWithin(name) ? [name] + shortened.filter { $0 != name } : shortened
  }
}
