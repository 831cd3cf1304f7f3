// Looks at every link, fragment and picture of the finished pages: each has to lead to something that is there.

import Text

/// What is broken in a site.
enum LinkCheck {
  /// A sentence for each link that leads nowhere.
  ///
  /// Addresses on the web are not followed.
  ///
  /// - Parameters:
  ///   - pages: the HTML of each page by its path.
  ///   - files: the paths of all other files.
  static func problems(pages: [String: String], files: Set<String>) -> [String] {
    let ids = pages.mapValues { Set(attributes("id", in: $0)) }
    var problems: [String] = []
    for (path, html) in pages.sorted(by: { $0.key < $1.key }) {
      let all = attributes("id", in: html)
      if all.count != ids[path]?.count {
        let twice = Dictionary(grouping: all, by: { $0 }).filter { $0.value.count > 1 }.keys.sorted()
        problems.append("\(path): the id '\(twice.first ?? "")' is there more than once")
      }
      for target in attributes("href", in: html) + attributes("src", in: html) {
        if target.hasPrefix("https://") || target.hasPrefix("data:") { continue }
        let parts = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let file = parts[0].isEmpty ? path : resolved(parts[0], from: path)
        if pages[file] == nil && !files.contains(file) {
          problems.append("\(path): '\(target)' leads to no file")
        } else if parts.count == 2, ids[file]?.contains(parts[1]) != true {
          problems.append("\(path): '\(target)' leads to no place in \(file)")
        }
      }
    }
    return problems
  }

  /// The values of an attribute in all tags, unescaped.
  ///
  /// Text between tags is escaped and so has no quotes.
  static func attributes(_ name: String, in html: String) -> [String] {
    var values: [String] = []
    var rest = html[...]
    while let found = rest.firstRange(of: " \(name)=\"") {
      rest = rest[found.upperBound...]
      guard let end = rest.firstIndex(of: "\"") else { break }
      values.append(unescaped(rest[..<end]))
      rest = rest[end...]
    }
    return values
  }

  /// A relative address as a path of the site.
  static func resolved(_ target: String, from path: String) -> String {
    var folders = path.split(separator: "/").dropLast().map(String.init)
    for part in target.split(separator: "/") {
      if part == ".." { _ = folders.popLast() } else if part != "." { folders.append(String(part)) }
    }
    return folders.joined(separator: "/")
  }
}
