// Files of weights and checkpoints from before they said one JSON value: everything that is known of them is here.
// They had British names of tensors, a flat dictionary of texts, and the configuration as Swift prints values.

import Formats
import Foundation

/// Brings what a file of before says into today's form.
enum FilesOfBefore {
  /// What a file of before says of itself; nil if it says nothing.
  ///
  /// - Throws: `CodedJSONError` for what cannot be read.
  static func description(of file: SafetensorsFile) throws(CodedJSONError) -> FileDescription? {
    let old = file.metadata
    guard let names = old["categories"] else { return nil }
    let categories = try at("categories") { () throws(CodedJSONError) in
      try CodedJSON.decode(names, as: [String].self)
    }
    guard !categories.isEmpty else { throw CodedJSONError(place: "categories", problem: "expected names, found none") }
    let step = try old["step"].map { (text) throws(CodedJSONError) in
      guard let step = Int(text), step >= 0 else {
        throw CodedJSONError(place: "step", problem: "expected a number of steps, found '\(text)'")
      }
      return step
    }
    var notes = FileDescription.Notes()
    for (name, tree) in try self.notes(old) { notes.set(tree: tree, as: name) }
    return FileDescription(
      configuration: try configuration(old, classes: categories.count), categories: categories, step: step ?? 0,
      notes: notes)
  }

  /// A file with today's names of tensors.
  static func renamed(_ file: SafetensorsFile) -> SafetensorsFile {
    guard file.entries.contains(where: { $0.name != american($0.name) }) else { return file }
    let names = file.entries.map { american($0.name) }
    // No file that a program wrote has both spellings of one name.
    guard Set(names).count == names.count else { return file }
    return SafetensorsFile(
      entries: zip(names, file.entries).map { .init(name: $0, shape: $1.shape, values: $1.values) },
      metadata: file.metadata)
  }

  private static let spellings = [
    ("normalis", "normaliz"), ("Normalis", "Normaliz"), ("Centred", "Centered"), ("optimis", "optimiz"),
    ("centre", "center"), ("Centre", "Center"), ("colour", "color"), ("grey", "gray"),
  ]
  private static let british = spellings.map { Array($0.0.utf8) }

  private static func american(_ text: String) -> String {
    // Looking costs a tenth of replacing, and today's files have hundreds of names of which none is to be replaced.
    let bytes = Array(text.utf8)
    let isBritish = bytes.indices.contains { place in
      british.contains { $0[0] == bytes[place] && bytes[place...].starts(with: $0) }
    }
    guard isBritish else { return text }
    return spellings.reduce(text) { $0.replacing($1.0, with: $1.1) }
  }

  private static func at<Value>(
    _ place: String, _ body: () throws(CodedJSONError) -> Value
  ) throws(CodedJSONError) -> Value {
    do {
      return try body()
    } catch {
      throw CodedJSONError(place: error.place.isEmpty ? place : "\(place).\(error.place)", problem: error.problem)
    }
  }
}

// MARK: - The configuration

extension FilesOfBefore {
  private static let parts = [
    "architecture": [
      "backbone", "stemChannels", "stageChannels", "pyramidChannels", "p6Source", "rectifiesBeforeP7", "headDepth",
      "headGroups", "sizeDivisor", "anchors", "coding",
    ],
    "preprocessing": ["mean", "deviation", "resizing"],
    "learning": ["matcher", "focalLoss", "boxLoss", "normalization", "prior", "trainedBackboneStages"],
  ]

  /// The detector that a file's fields say; one that is not there was not yet an option, and had today's default.
  private static func configuration(
    _ old: [String: String], classes: Int
  ) throws(CodedJSONError) -> RetinaNet.Configuration {
    guard let text = old["configuration"] else { return RetinaNet.Configuration(classes: classes) }
    let texts = try at("configuration") { () throws(CodedJSONError) in
      try CodedJSON.decode(text, as: [String: String].self)
    }
    var fields: [String: JSONValue] = [:]
    for (name, text) in texts {
      guard let value = ValueText.value(of: american(text)) else {
        throw CodedJSONError(place: "configuration.\(name)", problem: "cannot be read: '\(text.prefix(80))'")
      }
      fields[american(name)] = value
    }
    let standard = try CodedJSON.tree(encoding: RetinaNet.Configuration(classes: classes))
    guard case .object(var whole) = standard else { return RetinaNet.Configuration(classes: classes) }
    for (part, names) in parts {
      guard case .object(var values) = whole[part] ?? .null else { continue }
      for name in names {
        guard let value = fields[name] else { continue }
        let now = current(value, of: name)
        switch name {
        case "normalization": values["lossNormalization"] = now
        case "matcher": values["assigner"] = .object(["matcher": .object(["rule": now])])
        case "focalLoss": values["classLoss"] = .object(["focal": .object(["loss": now])])
        default: values[name] = now
        }
      }
      whole[part] = .object(values)
    }
    if let inference = fields["inference"] { whole["inference"] = current(inference, of: "inference") }
    return try at("configuration") { () throws(CodedJSONError) in
      try CodedJSON.decode(.object(whole), as: RetinaNet.Configuration.self)
    }
  }

  /// Enums with values in other cases: a case without any is an object, too.
  private static let enums: Set = ["backbone", "outOfImage", "alpha", "classification", "box"]
  private static let limits: Set = ["candidatesPerLevel", "detectionsPerClass", "maximumDetections"]

  /// A field's value in today's form.
  private static func current(_ value: JSONValue, of name: String) -> JSONValue {
    switch (name, value) {
    case (_, .string(let word)) where enums.contains(name): return .object([word: .object([:])])
    case (_, .number(.integer(.max))) where limits.contains(name): return .string("infinity")
    case ("defects", .list(let names)):
      return .list(names.sorted { "\($0)" < "\($1)" })
    case ("alpha", .object(let members)):
      return .object(members.mapValues { $0 == .object([:]) ? $0 : .object(["alpha": $0]) })
    case ("prior", .object(let members)): return members["probability"] ?? value
    case ("resNet", .object(let members)):
      return .object(["blocks": members["blocks"] ?? .null, "normalization": members["_1"] ?? .null])
    case ("resizing", .object(let members)): return resizing(members)
    case ("suppression", _): return .object(["hard": .object(["suppression": value])])
    case (_, .object(let members)):
      return .object(Dictionary(uniqueKeysWithValues: members.map { ($0, current($1, of: $0)) }))
    default: return value
    }
  }

  private static func resizing(_ members: [String: JSONValue]) -> JSONValue {
    guard case .object(let rules) = members["rule"] ?? .null, let (kind, numbers) = rules.first,
      case .object(var result) = numbers
    else { return .null }
    result["kind"] = .string(kind)
    result["padding"] = members["padding"]
    result["shorterSide"] = result.removeValue(forKey: "_0")
    return .object(result)
  }
}

// MARK: - What runs added

extension FilesOfBefore {
  /// Options, intervals, data and model of a run, in today's form.
  private static func notes(_ old: [String: String]) throws(CodedJSONError) -> [String: JSONValue] {
    var notes: [String: JSONValue] = [:]
    func number(_ key: String) -> JSONValue { old[key].flatMap { try? JSONValue($0) } ?? .null }
    func text(_ key: String) -> JSONValue { old[key].map { .string($0) } ?? .null }
    if let options = old["options"] {
      notes["options"] = try at("options") { () throws(CodedJSONError) in try CodedJSON.tree(of: american(options)) }
    }
    if old["checkpoint-every"] != nil {
      let evaluation = number("evaluate-every")
      notes["intervals"] = .object([
        "evaluation": evaluation == .number(.integer(0)) ? .null : evaluation,
        "checkpoint": number("checkpoint-every"),
      ])
    }
    if old["preset"] != nil {
      // Runs that do not say what they were trained on were trained on what they were measured on.
      notes["data"] = .object([
        "shapes": .object([
          "preset": text("preset"), "trainPreset": old["train-preset"] == nil ? text("preset") : text("train-preset"),
          "size": number("size"), "seed": number("seed"), "trainImages": number("train-images"),
          "validationImages": number("validation-images"),
        ])
      ])
    } else if old["annotations"] != nil {
      func source(_ file: String, _ folder: String, _ digest: String, _ count: String) -> JSONValue {
        old[file] == nil
          ? .null
          : .object([
            "annotations": text(file), "images": text(folder), "dropsUnusable": number("drop-unusable"),
            "digest": text(digest), "count": number(count),
          ])
      }
      notes["data"] = .object([
        "pictures": .object([
          "training": source("annotations", "images", "annotations-sha256", "pictures"),
          "validation": source(
            "validation-annotations", "validation-folder", "validation-sha256", "validation-pictures"),
          "validationImages": number("validation-images"), "size": number("size"), "mode": text("resize"),
          "seed": number("seed"),
        ])
      ])
    }
    // Every run of the program says what its detector began with, if only that it was fresh.
    if notes["data"] != nil {
      notes["model"] = .object([
        "system": text("conventions"), "weights": text("starting-weights"),
        "replacedClasses": number("replaced-classes"),
      ])
    }
    return notes
  }
}
