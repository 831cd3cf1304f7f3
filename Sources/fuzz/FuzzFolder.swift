// Readers that take files and folders: the input is written where they look for it.

import Formats
import Foundation
import Images

/// A folder of this process for the files of one input after another.
enum FuzzFolder {
  /// The folder of a process.
  static func url(of process: Int32) -> URL {
    // In memory, where there is such a place: millions of files are written.
    let memory = URL(fileURLWithPath: "/dev/shm")
    let root = FileManager.default.fileExists(atPath: memory.path) ? memory : FileManager.default.temporaryDirectory
    return root.appendingPathComponent("retinakit-fuzz-\(process)")
  }

  /// This process's, with what no input changes: a picture of 5 × 7 pixels.
  private static let own: URL = {
    let folder = url(of: ProcessInfo.processInfo.processIdentifier)
    for name in ["names", "yaml", "classes", "plain"] {
      let inner = folder.appendingPathComponent(name)
      try? FileManager.default.createDirectory(at: inner, withIntermediateDirectories: true)
      try? Image(height: 5, width: 7, color: .white).write(to: inner.appendingPathComponent("a.png"))
    }
    return folder
  }()

  /// A folder in it.
  static func folder(_ name: String) throws -> URL {
    let folder = own.appendingPathComponent(name)
    if !FileManager.default.fileExists(atPath: folder.path) {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }
    return folder
  }

  /// Takes the folder of a process away, if there is one.
  static func remove(of process: Int32) { try? FileManager.default.removeItem(at: url(of: process)) }

  /// What stands between a file of classes and one of annotations; what has none is annotations alone.
  static let separator: UInt8 = 0x1D

  /// Reads annotations of another tool, as `retinanet inspect` would.
  static func readAnnotations(_ bytes: [UInt8], of format: FuzzFormat) throws {
    let parts = bytes.split(separator: separator, maxSplits: 1, omittingEmptySubsequences: false)
    let classes = parts.count == 2 ? Array(parts[0]) : nil
    let annotations = Array(parts.last ?? [])
    let file: COCOFile
    switch format {
    case .yolo:
      let isYAML = classes.map { String(decoding: $0, as: UTF8.self).contains("names") } ?? false
      let folder = own.appendingPathComponent(isYAML ? "yaml" : "names")
      try write(classes ?? Array("a\nb\n".utf8), to: folder, isYAML ? "data.yaml" : "classes.txt")
      try write(annotations, to: folder, "a.txt")
      file = try YOLOAnnotations(folder: folder).file()
    case .csv:
      let folder = own.appendingPathComponent(classes == nil ? "plain" : "classes")
      if let classes { try write(classes, to: folder, "classes.csv") }
      try write(annotations, to: folder, "a.csv")
      file = try CSVAnnotations.file(folder.appendingPathComponent("a.csv"))
    default:
      try write(bytes, to: own, "a.xml")
      file = try VOCAnnotations.file([own.appendingPathComponent("a.xml")])
    }
    // What is read is written, and read again.
    _ = try COCOFile(decoding: file.encoded(), policy: .drop)
  }

  /// Reads a picture as programs do that are given its name.
  static func readPicture(_ bytes: [UInt8]) throws {
    try write(bytes, to: own, "picture")
    let url = own.appendingPathComponent("picture")
    _ = (FileKind(of: url)?.name, try? Image.size(ofFileAt: url), try? Image.verify(fileAt: url))
    _ = try Image(contentsOf: url)
  }

  private static func write(_ bytes: [UInt8], to folder: URL, _ name: String) throws {
    try FuzzFile.write(bytes, to: folder.appendingPathComponent(name))
  }
}

extension FuzzFolder {
  static let vocTexts = [
    """
    <?xml version="1.0" encoding="UTF-8"?><!DOCTYPE annotation [<!ENTITY e "x">]>
    <annotation verified="no"><folder>a</folder><filename>a&amp;b.jpg</filename><size><width>48</width><height>64</height>
    <depth>3</depth></size><!-- c --><object><name>cat</name><difficult>0</difficult><bndbox><xmin>1</xmin><ymin>2.5</ymin>
    <xmax>1e1</xmax><ymax>20</ymax></bndbox><part><name>head</name><bndbox><xmin>1</xmin></bndbox></part></object>
    <object><name><![CDATA[do<g]]></name><difficult>1</difficult><bndbox><xmin>-5</xmin><ymin>0</ymin><xmax>99</xmax>
    <ymax>3</ymax></bndbox></object></annotation>
    """,
    "<annotation><filename/><object><name>é&#x1F9D2;</name><bndbox><ymax>4</ymax><xmax>9</xmax><xmin>1</xmin>"
      + "<ymin>2</ymin></bndbox></object></annotation>",
  ].map { Array($0.utf8) }

  static let yoloTexts = [
    "a\nb b\n\u{1D}0 0.5 0.5 0.25 0.5\n1 0.1 0.2 0.3 0.4 0.9\n\n0 0 0 1 0 1 1 0.5 0.5\n",
    "path: ../x\nnames: ['a', \"b\", c]\nnc: 3\n\u{1D}2 5e-1 .5 1 1\r\n",
    "names:\n  0: a\n  1: b # no\ntrain: x\n\u{1D}1 0.5 0.5 0.125 0.5\n", "names:\n- a\n- 'b'\n\u{1D}0 1 1 2 2\n",
    "names: {0: a, 1: b}\n\u{1D}", "0 0.5 0.5 0.25 0.5\n",
  ].map { Array($0.utf8) }

  static let csvTexts = [
    "cat,0\ndog,1\n\u{1D}a.png,1,2,10,20.5,cat\nb.png,,,,,\n\"c, \"\"d\"\".jpg\",0,0,1e1,5,dog\r\n",
    "\u{FEFF}path,x1,y1,x2,y2,class\na.png,1,2,3,4,é\na.png,-1,nan,inf,4,b\n",
  ].map { Array($0.utf8) }
}
