// Text as HTML: Swift in colors, and words as parts of addresses.

import Text

/// Swift source with its comments, strings, numbers, keywords and types marked.
func highlighted(_ text: String) -> String {
  let source = SwiftSource(text)
  var result = ""
  var position = 0
  for token in source.tokens {
    if token.range.lowerBound > position { result += escaped(source.text(position..<token.range.lowerBound)) }
    let piece = escaped(source.text(token))
    switch token.kind {
    case .comment: result += "<i>\(piece)</i>"
    case .string: result += "<q>\(piece)</q>"
    case .number: result += "<u>\(piece)</u>"
    case .keyword: result += "<b>\(piece)</b>"
    case .type: result += "<em>\(piece)</em>"
    case .name, .punctuation: result += piece
    }
    position = token.range.upperBound
  }
  return result + escaped(source.text(position..<source.bytes.count))
}

/// A text as part of an address: letters, digits and hyphens.
func slug(_ text: String) -> String {
  var result = ""
  for character in text.lowercased() {
    if character.isASCII && (character.isLetter || character.isNumber) {
      result.append(character)
    } else if !result.isEmpty && result.last != "-" {
      result.append("-")
    }
  }
  return result.last == "-" ? String(result.dropLast()) : result
}
