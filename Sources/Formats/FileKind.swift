// What a file is, by its first bytes: a file of the wrong kind is named by what it is.
// The name of a file says nothing here; what is in it is its readers' business.

import Foundation

/// A kind of file that people have at hand where a program expects another.
package enum FileKind: Hashable, Sendable {
  /// What `torch.save` writes, a zip archive or, before 2020, a pickle.
  case torch
  case pickle, zip, gzip, bzip2, xz, zstandard, sevenZip, tar, hdf5, keras, numpy, onnx, tensorFlowLite, gguf
  case safetensors, safetensorsIndex
  case png, jpeg, gif, bitmap, webP, tiff, heic, jpeg2000, video, pdf
  case cocoAnnotations, cocoResults, metrics, json
  /// What annotation tools keep for themselves, before it is exported.
  case labelme, viaProject, labelStudio, createML, fiftyOne, supervisely, vott, cvatJob, bdd100K, sageMaker
  case html, xml, lfsPointer
  case utf16, utf32
  /// As a copy leaves that was broken off.
  case zeros
  case empty

  /// The kind that some first bytes show; nil: none that is known.
  package init?(_ data: Data) {
    let bytes = [UInt8](data.prefix(4096))
    func starts(_ text: String, at offset: Int = 0) -> Bool { bytes.dropFirst(offset).starts(with: text.utf8) }
    func holds(_ text: String) -> Bool { data.prefix(4096).range(of: Data(text.utf8)) != nil }
    let space: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF]
    let first = bytes.first { !space.contains($0) }
    switch true {
    case bytes.isEmpty: self = .empty
    // Before all others: its first bytes are a number, which may look like anything; below 2³² it is no UTF-32.
    case bytes.count > 8 && bytes[8] == UInt8(ascii: "{") && bytes[4..<8].allSatisfy({ $0 == 0 }): self = .safetensors
    case bytes.allSatisfy({ $0 == 0 }): self = .zeros
    case Self.isWide(bytes, 4): self = .utf32
    case Self.isWide(bytes, 2): self = .utf16
    case starts("PK\u{3}\u{4}"):
      self =
        holds("data.pkl") ? .torch : holds("model.weights.h5") ? .keras : holds(".npy") ? .numpy : .zip
    case bytes.count > 2 && bytes[0] == 0x80 && (2...5).contains(bytes[1]):
      // The magic number of torch's old form: 0x1950A86A20F9469CFC6C, little-endian, in a pickle of its own.
      self = bytes.dropFirst(2).starts(with: [0x8A, 0x0A, 0x6C, 0xFC]) ? .torch : .pickle
    case bytes.starts(with: [0x1F, 0x8B]): self = .gzip
    case starts("BZh") && starts("1AY&SY", at: 4): self = .bzip2
    case bytes.starts(with: [0xFD]) && starts("7zXZ\0", at: 1): self = .xz
    case bytes.starts(with: [0x28, 0xB5, 0x2F, 0xFD]): self = .zstandard
    case bytes.starts(with: [0x37, 0x7A, 0xBC, 0xAF]): self = .sevenZip
    case starts("ustar", at: 257): self = .tar
    case bytes.starts(with: [0x89, 0x48, 0x44, 0x46]): self = .hdf5
    case bytes.starts(with: [0x93]) && starts("NUMPY", at: 1): self = .numpy
    case starts("GGUF"): self = .gguf
    case starts("TFL3", at: 4): self = .tensorFlowLite
    // Protocol Buffers: field 1, the version, and field 2, who wrote it.
    case bytes.count > 4 && bytes[0] == 8 && bytes[1] < 32 && bytes[2] == 0x12
      && (bytes[4] | 0x20).isLetter:
      self = .onnx
    case bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]): self = .png
    case bytes.starts(with: [0xFF, 0xD8, 0xFF]): self = .jpeg
    case starts("GIF8"): self = .gif
    case starts("RIFF") && starts("WEBP", at: 8): self = .webP
    case bytes.starts(with: [0x49, 0x49, 0x2A, 0]) || bytes.starts(with: [0x4D, 0x4D, 0, 0x2A]): self = .tiff
    case starts("ftyp", at: 4):
      self = ["hei", "hev", "mif", "msf", "avi"].contains { starts($0, at: 8) } ? .heic : .video
    case bytes.starts(with: [0, 0, 0, 12, 0x6A, 0x50]): self = .jpeg2000
    case starts("%PDF"): self = .pdf
    case starts("version https://git-lfs"): self = .lfsPointer
    case first == UInt8(ascii: "<"):
      self = holds("<html") || holds("<!DOCTYPE html") || holds("<!doctype html") ? .html : .xml
    case first == UInt8(ascii: "{"):
      if holds("\"kind\":\"run\"") || holds("\"kind\":\"step\"") {
        self = .metrics
      } else if holds("\"source-ref\"") {
        self = .sageMaker
      } else if ["\"images\"", "\"annotations\"", "\"categories\""].contains(where: holds) {
        self = .cocoAnnotations
      } else if holds("\"shapes\"") && holds("\"shape_type\"") {
        self = .labelme
      } else if holds("\"shape_attributes\"") || holds("\"_via_settings\"") {
        self = .viaProject
      } else if holds("\"samples\"") && (holds("\"filepath\"") || holds("\"media_type\"")) {
        self = .fiftyOne
      } else if holds("\"geometryType\"") && holds("\"objects\"") {
        self = .supervisely
      } else if holds("\"assets\"") && holds("\"asset\"") {
        self = .vott
      } else {
        self = holds("\"weight_map\"") ? .safetensorsIndex : .json
      }
    case first == UInt8(ascii: "["):
      if holds("\"image_id\"") && holds("\"score\"") {
        self = .cocoResults
      } else if holds("\"annotations\"") && holds("\"coordinates\"") {
        self = .createML
      } else if holds("\"annotations\"") && holds("\"result\"") && holds("\"data\"")
        || holds("\"annotation_id\"") && holds("\"annotator\"")
      {
        self = .labelStudio
      } else if holds("\"shapes\"") && holds("\"tracks\"") {
        self = .cvatJob
      } else {
        self = holds("\"box2d\"") && holds("\"labels\"") ? .bdd100K : .json
      }
    case starts("BM") && bytes.count > 14 && bytes[6..<10].allSatisfy({ $0 == 0 }): self = .bitmap
    default: return nil
    }
  }

  /// Whether text begins that has two or four bytes for a character, by its mark or by the zeros beside the first
  /// characters, as Windows' editors and shells write it.
  private static func isWide(_ bytes: [UInt8], _ width: Int) -> Bool {
    guard bytes.count >= 2 * width else { return false }
    let zeros = Array(repeating: UInt8(0), count: width - 2)
    if bytes.starts(with: [0xFF, 0xFE] + zeros) || bytes.starts(with: zeros + [0xFE, 0xFF]) { return true }
    let first = bytes.prefix(width)
    let last = bytes[width..<2 * width]
    func isCharacter(_ bytes: some BidirectionalCollection<UInt8>) -> Bool {
      bytes.dropFirst().allSatisfy { $0 == 0 } && (0x09...0x7E).contains(bytes.first ?? 0)
    }
    return isCharacter(first) && isCharacter(last)
      || isCharacter(first.reversed()) && isCharacter(last.reversed())
  }

  /// The kind of a file that can be read; nil also for one that cannot, and for a pipe, which is read but once.
  package init?(of url: URL) {
    guard fileType(url) == .typeRegular, let file = try? FileHandle(forReadingFrom: url) else { return nil }
    defer { try? file.close() }
    guard let data = try? file.read(upToCount: 4096) ?? Data() else { return nil }
    self.init(data)
  }

  /// Whether it is JSON, whatever that says.
  package var isJSON: Bool { [.cocoAnnotations, .cocoResults, .metrics, .json].contains(self) }

  /// Whether it is a picture of a kind that is not read here.
  package var isOtherPicture: Bool { [.gif, .bitmap, .webP, .tiff, .heic, .jpeg2000].contains(self) }
}

extension UInt8 {
  /// Whether it is a small letter of ASCII.
  fileprivate var isLetter: Bool { (0x61...0x7A).contains(self) }
}
