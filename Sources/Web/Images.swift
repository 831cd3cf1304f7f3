// What is left of pictures in the pages' WebAssembly: rules for their sizes, which are Sources/Images' own files, and
// the name of what a rule makes. No target: only the build of the pages compiles it.

/// What a rule does to one picture; the pages have no pictures to do it to.
public struct ResizingTransform {
  init(
    from old: (height: Int, width: Int), to new: (height: Int, width: Int), content: (height: Int, width: Int),
    at corner: (y: Int, x: Int), _ padding: Color
  ) {}
}
