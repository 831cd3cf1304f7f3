// What a file is, by its first bytes: a file of the wrong kind is named by what it is.
// The name of a file says nothing here; what is in it is its readers' business.

import Foundation

/// A kind of file that people have at hand where a program expects another.
package enum FileKind: Hashable, Sendable {
  /// What `torch.save` writes, a zip archive or, before 2020, a pickle.
  case torch
  case pickle, zip, gzip, hdf5, numpy, gguf
  case safetensors
  case png, jpeg, gif, bitmap, webP, tiff, heic, jpeg2000, pdf
  case cocoAnnotations, cocoResults, metrics, json
  case html, xml, lfsPointer, utf16
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
    // Before all others: its first bytes are a number, which may look like anything.
    case bytes.count > 8 && bytes[8] == UInt8(ascii: "{") && bytes[5..<8].allSatisfy({ $0 == 0 }): self = .safetensors
    case starts("PK\u{3}\u{4}"): self = holds("data.pkl") ? .torch : .zip
    case bytes.count > 2 && bytes[0] == 0x80 && (2...5).contains(bytes[1]):
      // The magic number of torch's old form: 0x1950A86A20F9469CFC6C, little-endian, in a pickle of its own.
      self = bytes.dropFirst(2).starts(with: [0x8A, 0x0A, 0x6C, 0xFC]) ? .torch : .pickle
    case bytes.starts(with: [0x1F, 0x8B]): self = .gzip
    case bytes.starts(with: [0x89, 0x48, 0x44, 0x46]): self = .hdf5
    case bytes.starts(with: [0x93]) && starts("NUMPY", at: 1): self = .numpy
    case starts("GGUF"): self = .gguf
    case bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]): self = .png
    case bytes.starts(with: [0xFF, 0xD8, 0xFF]): self = .jpeg
    case starts("GIF8"): self = .gif
    case starts("RIFF") && starts("WEBP", at: 8): self = .webP
    case bytes.starts(with: [0x49, 0x49, 0x2A, 0]) || bytes.starts(with: [0x4D, 0x4D, 0, 0x2A]): self = .tiff
    case starts("ftyp", at: 4): self = .heic
    case bytes.starts(with: [0, 0, 0, 12, 0x6A, 0x50]): self = .jpeg2000
    case bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]): self = .utf16
    case starts("%PDF"): self = .pdf
    case starts("version https://git-lfs"): self = .lfsPointer
    case first == UInt8(ascii: "<"):
      self = holds("<html") || holds("<!DOCTYPE html") || holds("<!doctype html") ? .html : .xml
    case first == UInt8(ascii: "{"):
      if holds("\"kind\":\"run\"") || holds("\"kind\":\"step\"") {
        self = .metrics
      } else {
        self = ["\"images\"", "\"annotations\"", "\"categories\""].contains(where: holds) ? .cocoAnnotations : .json
      }
    case first == UInt8(ascii: "["): self = holds("\"image_id\"") && holds("\"score\"") ? .cocoResults : .json
    case starts("BM") && bytes.count > 14 && bytes[6..<10].allSatisfy({ $0 == 0 }): self = .bitmap
    default: return nil
    }
  }

  /// The kind of a file that can be read; nil also for one that cannot.
  package init?(of url: URL) {
    guard let file = try? FileHandle(forReadingFrom: url) else { return nil }
    defer { try? file.close() }
    guard let data = try? file.read(upToCount: 4096) ?? Data() else { return nil }
    self.init(data)
  }

  /// Whether it is JSON, whatever that says.
  package var isJSON: Bool { [.cocoAnnotations, .cocoResults, .metrics, .json].contains(self) }

  /// What it is, for a sentence: "a PNG picture".
  package var name: String {
    switch self {
    case .torch: "a file of torch.save"
    case .pickle: "a Python pickle"
    case .zip: "a zip archive"
    case .gzip: "a gzip file"
    case .hdf5: "an HDF5 file, as Keras writes"
    case .numpy: "an array of NumPy"
    case .gguf: "a GGUF file, a language model"
    case .safetensors: "a safetensors file: weights, or a checkpoint"
    case .png: "a PNG picture"
    case .jpeg: "a JPEG picture"
    case .gif: "a GIF"
    case .bitmap: "a Windows bitmap (BMP)"
    case .webP: "a WebP picture"
    case .tiff: "a TIFF"
    case .heic: "a HEIC or AVIF picture"
    case .jpeg2000: "a JPEG 2000"
    case .pdf: "a PDF"
    case .cocoAnnotations: "COCO annotations"
    case .cocoResults: "results of a detector"
    case .metrics: "the log of a run"
    case .json: "JSON"
    case .html: "a web page"
    case .xml: "XML"
    case .lfsPointer: "a pointer of Git LFS"
    case .utf16: "UTF-16"
    case .empty: "an empty file"
    }
  }

  /// Whether it is a picture of a kind that is not read here.
  package var isOtherPicture: Bool { [.gif, .bitmap, .webP, .tiff, .heic, .jpeg2000].contains(self) }

  /// What it is where JSON is expected, and what to do with it: "a gzip file; unpack it".
  package var nameAndAdviceForJSON: String {
    let advice: String? =
      switch self {
      case .gzip, .zip: "unpack it"
      case .html: "download the file itself"
      case .lfsPointer: "fetch the file itself: git lfs pull"
      case .utf16: "save it as UTF-8"
      default: nil
      }
    return advice.map { "\(name); \($0)" } ?? name
  }

  /// What to do with it where weights are expected; nil: nothing that is known.
  package var adviceForWeights: String? {
    switch self {
    case .torch, .pickle:
      "convert it in Python: from safetensors.torch import save_file; save_file(torch.load(\"in.pth\", "
        + "map_location=\"cpu\"), \"out.safetensors\")"
    case .lfsPointer: "fetch the file itself: git lfs pull"
    case .html: "it is what a server answered instead of the file; fetch it again"
    case .png, .jpeg, .gif, .bitmap, .webP, .tiff, .heic, .jpeg2000:
      "weights and pictures are different arguments: look at --weights"
    case .cocoAnnotations: "give it as --annotations"
    case .cocoResults: "give it to 'evaluate --results'"
    case .metrics: "the weights are beside it"
    default: nil
    }
  }
}
