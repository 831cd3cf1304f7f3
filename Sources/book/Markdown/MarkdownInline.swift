// What stands in a line of Markdown: code, strong and emphasized text, links, pictures.

import Text

extension Markdown {
  /// A line or a paragraph's lines as HTML.
  func inline(_ text: String) -> String {
    var rest = Substring(text)
    var result = ""
    var previous: Character = " "
    while let character = rest.first {
      if let (html, end) = piece(rest, after: previous) {
        result += html
        previous = rest[rest.index(before: end)]
        rest = rest[end...]
      } else {
        result += escaped(String(character))
        previous = character
        rest.removeFirst()
      }
    }
    return result
  }

  /// A piece with a meaning at the start of the text, and where it ends; nil if the first character is itself.
  private func piece(_ text: Substring, after previous: Character) -> (String, Substring.Index)? {
    switch text.first {
    case "\\":
      let next = text.index(after: text.startIndex)
      guard next < text.endIndex, "\\`*_[]()#|".contains(text[next]) else { return nil }
      return (escaped(String(text[next])), text.index(after: next))
    case "`": return codePiece(text)
    case "*": return emphasis(text, after: previous)
    case "[": return linked(text)
    case "!":
      guard let (html, end) = picture(text) else { return nil }
      return (html, end)
    case "<": return address(text)
    default: return nil
    }
  }

  private func codePiece(_ text: Substring) -> (String, Substring.Index)? {
    let fence = text.prefix { $0 == "`" }
    let body = text[fence.endIndex...]
    guard let end = body.firstRange(of: String(fence)), end.lowerBound > body.startIndex else { return nil }
    return ("<code>\(escaped(String(body[..<end.lowerBound])))</code>", end.upperBound)
  }

  private func emphasis(_ text: Substring, after previous: Character) -> (String, Substring.Index)? {
    let isStrong = text.hasPrefix("**")
    let mark = isStrong ? "**" : "*"
    let body = text.dropFirst(mark.count)
    guard let first = body.first, !first.isWhitespace, first != "*", !previous.isLetter, !previous.isNumber,
      let end = body.firstRange(of: mark), let last = body[..<end.lowerBound].last, !last.isWhitespace
    else { return nil }
    let tag = isStrong ? "strong" : "em"
    return ("<\(tag)>\(inline(String(body[..<end.lowerBound])))</\(tag)>", end.upperBound)
  }

  private func linked(_ text: Substring) -> (String, Substring.Index)? {
    guard let (words, target, end) = Self.parts(text) else { return nil }
    return ("<a href=\"\(escaped(link(String(target))))\">\(inline(String(words)))</a>", end)
  }

  private func picture(_ text: Substring) -> (String, Substring.Index)? {
    guard let (words, target, end) = Self.parts(text.dropFirst()) else { return nil }
    return ("<img src=\"\(escaped(link(String(target))))\" alt=\"\(escaped(String(words)))\">", end)
  }

  /// `<https://…>`; other tags are text.
  private func address(_ text: Substring) -> (String, Substring.Index)? {
    let body = text.dropFirst()
    guard body.hasPrefix("https://"), let end = body.firstIndex(of: ">"), !body[..<end].contains(" ") else {
      return nil
    }
    let address = escaped(String(body[..<end]))
    return ("<a href=\"\(address)\">\(address)</a>", text.index(after: end))
  }

  /// The two parts of `[words](target)` and where they end.
  private static func parts(_ text: Substring) -> (words: Substring, target: Substring, end: Substring.Index)? {
    guard text.first == "[" else { return nil }
    var depth = 0
    for index in text.indices {
      if text[index] == "[" { depth += 1 }
      if text[index] == "]" { depth -= 1 }
      guard depth == 0 else { continue }
      let open = text.index(after: index)
      guard open < text.endIndex, text[open] == "(" else { return nil }
      let start = text.index(after: open)
      guard let close = text[start...].firstIndex(of: ")") else { return nil }
      let target = text[start..<close]
      // A script is no address.
      guard !target.contains(where: \.isWhitespace), !target.lowercased().hasPrefix("javascript:") else { return nil }
      return (text[text.index(after: text.startIndex)..<index], target, text.index(after: close))
    }
    return nil
  }
}
