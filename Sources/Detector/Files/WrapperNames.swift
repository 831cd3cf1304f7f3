// Names of tensors behind the name of a wrapper: what `nn.DataParallel`, Lightning and `torch.compile` put before them.

import Formats

extension SafetensorsFile {
  private static let wrappers = ["module.", "model.", "_orig_mod.", "ema_model.", "network.", "net."]
  /// Tensors that are in every detector, or every classifier, that can be read: what stands before them wraps it.
  private static let marks = [
    "classification.predictor.weight", "head.classification_head.cls_logits.weight", "layer1.0.conv1.weight",
  ]

  /// The file without the names of wrappers before all of its tensors' names, and what was taken off: "module.".
  ///
  /// Some wrap twice, "module.model.", and some in a name of their own, "detector.". Names that do not all begin alike
  /// are left as they are.
  ///
  /// Property: a file of this package's own is left as it is.
  package var withoutWrapper: (file: SafetensorsFile, prefix: String) {
    var prefix = ""
    while let next = Self.wrappers.first(where: { wrapper in entries.allSatisfy { $0.name.hasPrefix(prefix + wrapper) }
    }),
      !entries.isEmpty
    {
      prefix += next
    }
    for mark in Self.marks {
      guard let name = entries.first(where: { $0.name.hasSuffix("." + mark) })?.name else { continue }
      let whole = String(name.dropLast(mark.count))
      if whole.hasPrefix(prefix), entries.allSatisfy({ $0.name.hasPrefix(whole) }) { prefix = whole }
    }
    let names = entries.map { String($0.name.dropFirst(prefix.count)) }
    // No name may become the one that the format keeps for its metadata, or nothing.
    guard !prefix.isEmpty, !names.contains(where: { $0.isEmpty || $0 == "__metadata__" }) else { return (self, "") }
    let renamed = zip(names, entries).map { Entry(name: $0, shape: $1.shape, values: $1.values) }
    return (SafetensorsFile(entries: renamed, metadata: metadata), prefix)
  }
}
