// The toolchain's own fuzzer around a function of bytes. It is here because what it calls takes a pointer, and there
// only if the package is built for it (RETINAKIT_FUZZER in Package.swift).

#if FUZZER
  import Foundation
  import Synchronization
#endif

/// libFuzzer, which changes inputs so that they reach code that none has reached.
package struct CoverageGuidedFuzzer: Sendable {
  /// The fuzzer, in a build that has it.
  package static var here: CoverageGuidedFuzzer? {
    #if FUZZER
      CoverageGuidedFuzzer()
    #else
      nil
    #endif
  }

  /// Gives inputs to a reader, and ends the program: with 0 when it has done what the words ask for, with another
  /// code at an input that ended the reader, whose file it names.
  ///
  /// - Parameters:
  ///   - words: libFuzzer's own options, and folders of inputs.
  ///   - read: called with one input after another.
  package func run(_ words: [String], reading read: @escaping @Sendable ([UInt8]) -> Void) {
    #if FUZZER
      reader.withLock { $0 = read }
      // It keeps the words for as long as it runs.
      var pointers = (["fuzz"] + words).map { strdup($0) } + [nil]
      var count = Int32(pointers.count - 1)
      pointers.withUnsafeMutableBufferPointer { pointers in
        var first = pointers.baseAddress
        _ = runDriver(&count, &first) { bytes, count in
          let input = Array(UnsafeBufferPointer(start: bytes, count: count))
          reader.withLock { $0 }?(input)
          return 0
        }
      }
    #endif
  }
}

#if FUZZER
  private let reader = Mutex<(@Sendable ([UInt8]) -> Void)?>(nil)

  // Its C declaration: int LLVMFuzzerRunDriver(int *, char ***, int (*)(const uint8_t *, size_t)).
  @_silgen_name("LLVMFuzzerRunDriver")
  private func runDriver(
    _ count: UnsafeMutablePointer<Int32>,
    _ words: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
    _ read: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
  ) -> Int32
#endif
