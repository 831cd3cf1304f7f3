// What is left of the detector in the pages' WebAssembly: the name under which its conventions stand. The conventions
// themselves are Sources/Detector's own files. No target: only the build of the pages compiles it.

/// The detector; the pages have none.
public enum RetinaNet {}
