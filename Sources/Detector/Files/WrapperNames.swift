// Names of tensors behind the name of a wrapper: what `nn.DataParallel`, Lightning and `torch.compile` put before them.

import Formats

extension SafetensorsFile {
  private static let wrappers = ["module.", "model.", "_orig_mod.", "ema_model.", "network.", "net."]

  /// The file without the names of wrappers before all of its tensors' names, and what was taken off: "module.".
  ///
  /// Some wrap twice: "module.model.". Names that do not all begin alike are left as they are.
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
    let names = entries.map { String($0.name.dropFirst(prefix.count)) }
    // No name may become the one that the format keeps for its metadata, or nothing.
    guard !prefix.isEmpty, !names.contains(where: { $0.isEmpty || $0 == "__metadata__" }) else { return (self, "") }
    let renamed = zip(names, entries).map { Entry(name: $0, shape: $1.shape, values: $1.values) }
    return (SafetensorsFile(entries: renamed, metadata: metadata), prefix)
  }
}
