// What is left of pictures in the pages' WebAssembly: rules for their sizes, which are Sources/Images' own files, and
// the name of what a rule makes. No target: only the build of the pages compiles it.

import Boxes

/// What a rule does to one picture; the pages have no pictures to do it to.
public struct ResizingTransform {
  init(
    from source: ImageSize, to size: ImageSize, content: ImageSize, at corner: (top: Int, left: Int), _ padding: Color
  ) {}
}
