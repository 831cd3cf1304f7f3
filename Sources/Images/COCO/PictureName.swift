// The name by which a file of annotations calls a picture, and where in a folder that may be.
// Other people's tools write other people's folders: /data/upload/1/a.png, train\a.png, ../images/a.png, and addresses.

import Foundation

/// Names of pictures as they stand in annotations.
package enum PictureName {
  /// How many bytes a file's name has at most with its folders, on Linux and macOS alike or less: what is longer names
  /// no file.
  static let longest = 4096
  /// How many folders of a name are looked for: no set's lie deeper in each other.
  private static let mostParts = 64

  /// The parts between slashes and backslashes, without those that lead nowhere; what comes before the last ".." is
  /// left behind.
  static func parts(_ name: String) -> [String] {
    let parts = name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).map(String.init)
    let rest = parts.lastIndex(of: "..").map { parts[($0 + 1)...] } ?? parts[...]
    return rest.filter { $0 != "." && !($0.count == 2 && $0.hasSuffix(":")) }
  }

  /// The name without folders.
  package static func last(_ name: String) -> String { parts(name).last ?? name }

  /// The name without folders, and of an address what it calls the file: equal for two names of one picture.
  ///
  /// Two ways to write one letter, "ü" and "u" with its dots, are equal as Swift's texts are.
  package static func key(_ name: String) -> String { last(forms(name).last ?? name) }

  /// The key without its ending.
  package static func stem(_ name: String) -> String {
    let key = key(name)
    guard let dot = key.lastIndex(of: "."), dot != key.startIndex else { return key }
    return String(key[..<dot])
  }

  /// True if the name as it stands stays within the folder.
  static func isWithin(_ name: String) -> Bool {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    return parts.first != "" && parts.last != "" && !parts.contains("..")
  }

  /// Where in the folder the picture may be: its name as it stands, then with ever fewer folders before it.
  ///
  /// None of them leads out of the folder.
  static func candidates(_ name: String) -> [String] {
    let parts = Array(parts(name).suffix(mostParts))
    guard !name.hasSuffix("/"), !parts.isEmpty else { return [] }
    let shortened = parts.indices.map { parts[$0...].joined(separator: "/") }
    return isWithin(name) && !name.split(separator: "/").contains(".")
      ? [name] + shortened.filter { $0 != name } : shortened
  }

  /// The name as it stands, and in other forms in which a file may have it: without space around it; of an address the
  /// path, or what `?d=` says (Label Studio's files on its own disk); with %20 and its like read.
  static func forms(_ name: String) -> [String] {
    var forms = [name]
    func add(_ form: String?) {
      if let form, !form.isEmpty, form != forms.last { forms.append(form) }
    }
    add(name.trimmingCharacters(in: .whitespacesAndNewlines))
    let bare = forms.last ?? name
    if let query = bare.range(of: "/local-files/?d=") {
      add(String(bare[query.upperBound...]))
    } else if bare.contains("://") {
      add(String(bare.prefix { $0 != "?" && $0 != "#" }))
    }
    add(forms.last?.removingPercentEncoding)
    return forms
  }

  /// The name with letters and their marks put together, and apart: file systems keep either, programs write either.
  static func spellings(_ name: String) -> [String] {
    name.utf8.allSatisfy { $0 < 0x80 }
      ? [name] : [name, name.precomposedStringWithCanonicalMapping, name.decomposedStringWithCanonicalMapping]
  }
}
