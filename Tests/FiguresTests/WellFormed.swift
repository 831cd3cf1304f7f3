// Reads a figure as XML, as a browser or an SVG viewer would.

import Foundation

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// The elements of a figure in order, each with its attributes, or `nil` if it is no well-formed XML.
func elements(_ svg: String) -> [(name: String, attributes: [String: String])]? {
  final class Reader: NSObject, XMLParserDelegate {
    var elements: [(name: String, attributes: [String: String])] = []
    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String] = [:]
    ) {
      elements.append((name, attributes))
    }
  }
  let reader = Reader()
  let parser = XMLParser(data: Data(svg.utf8))
  parser.delegate = reader
  return parser.parse() ? reader.elements : nil
}

/// The points of each line of a chart, in pixels.
func polylines(_ svg: String) -> [[(x: Double, y: Double)]] {
  (elements(svg) ?? []).filter { $0.name == "polyline" }.map { element in
    (element.attributes["points"] ?? "").split(separator: " ").compactMap { pair in
      let numbers = pair.split(separator: ",").compactMap { Double($0) }
      return numbers.count == 2 ? (numbers[0], numbers[1]) : nil
    }
  }
}
