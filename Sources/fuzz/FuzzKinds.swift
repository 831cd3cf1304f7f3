// Files of all kinds by their first bytes, which say what they are.

/// The first bytes of files.
enum FuzzKinds {
  /// Of every kind that is told from others by bytes that are none of a text, and of some texts.
  static let heads: [[UInt8]] =
    [
      [0x50, 0x4B, 3, 4] + Array("a/data.pkl".utf8), [0x80, 2, 0x8A, 0x0A, 0x6C, 0xFC], [0x80, 4, 0x95],
      [0x1F, 0x8B, 8], [0xFD] + Array("7zXZ\0".utf8), [0x28, 0xB5, 0x2F, 0xFD], [0x89, 0x48, 0x44, 0x46],
      [0x93] + Array("NUMPY".utf8), [8, 7, 0x12, 7] + Array("pytorch".utf8), [0xFF, 0xD8, 0xFF, 0xE0],
      [0xFF, 0xFE, 0x61, 0], [0, 0, 0, 0x61, 0, 0, 0, 0x62],
      [0x10, 0, 0, 0, 0, 0, 0, 0] + Array("{\"a\":{}}".utf8), [0, 0, 0, 0], [0, 0, 0, 12, 0x6A, 0x50],
      [UInt8](repeating: 0x20, count: 257) + Array("ustar".utf8),
    ]
    + [
      "BZh91AY&SY", "GGUF\u{3}", "abcdTFL3", "GIF89a", "RIFFabcdWEBP", "II*\0", "abcdftypheic", "%PDF-1.7",
      "version https://git-lfs", "<!doctype html>", "<?xml version=\"1.0\"?>", #"{"kind":"run"}"#, #"{"images":[]}"#,
      #"{"shapes":[{"shape_type":1}]}"#, #"{"_via_settings":{}}"#, #"{"weight_map":{}}"#,
      #"[{"image_id":1,"score":1}]"#, #"[{"annotations":[{"coordinates":1}]}]"#, "",
    ].map { Array($0.utf8) }
}
