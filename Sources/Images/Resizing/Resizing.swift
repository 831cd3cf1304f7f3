// How pictures of any size become pictures of the size that a detector takes: the rule. What it does to one picture
// is ResizingTransform's business.

import Boxes

/// A rule by which pictures are brought to a size, and their boxes with them.
///
/// ```swift
/// let transform = Resizing.letterbox(height: 128, width: 128).transform(of: ImageSize(height: 480, width: 640))
/// let seen = transform.apply(Image(height: 480, width: 640, color: Color(red: 0, green: 0, blue: 0)))
/// print(seen.size, transform.contentSize)  // 128 × 128 96 × 128
/// let found = transform.inverse(Box(xMin: 0, yMin: 16, xMax: 64, yMax: 112))  // in the picture's own pixels
/// print(found.xMax, found.yMax)  // 320.0 480.0
/// ```
///
/// Properties:
/// - The box of the whole picture becomes exactly the part of the new one that the picture fills.
/// - A letterbox and the shorter-side rule keep the aspect to within half a pixel of the new sides, or one where sides
///   are rounded down.
public struct Resizing: Hashable, Sendable, Codable {
  /// What the new size follows from.
  public enum Rule: Hashable, Sendable {
    /// This size for every picture, each side by its own factor.
    case stretch(height: Int, width: Int)
    /// This size for every picture, the largest copy of the same aspect in its middle.
    case letterbox(height: Int, width: Int)
    /// The shorter side becomes `shorterSide`, unless the longer one would then be above `longerSide` and becomes that;
    /// padded on the right and below to whole multiples of `multiple`.
    case shorterSide(Int, longerSide: Int, multiple: Int, rounding: FloatingPointRoundingRule)
  }

  /// What the new size follows from.
  public let rule: Rule
  /// What fills the part that the picture leaves free.
  public let padding: Color

  /// Mid gray: near 0 to a detector whose inputs are normalized.
  public static let gray = Color(gray: 128)

  init(_ rule: Rule, padding: Color) {
    self.rule = rule
    self.padding = padding
  }

  /// Every picture gets this size, each side by its own factor: nothing is padded, and squares become rectangles.
  ///
  /// - Precondition: `height` and `width` are at least 1.
  public static func stretch(height: Int, width: Int) -> Resizing {
    check(height, width)
    return Resizing(.stretch(height: height, width: width), padding: gray)
  }

  /// Every picture gets this size, its largest copy of the same aspect in the middle.
  ///
  /// ```
  /// s = min(height / h, width / w),   h × w becomes round(s·h) × round(s·w), at least 1 pixel each
  /// ```
  ///
  /// Where rows are left over and their number is odd, the last has one more than the first.
  ///
  /// - Precondition: `height` and `width` are at least 1.
  public static func letterbox(height: Int, width: Int, padding: Color = gray) -> Resizing {
    check(height, width)
    return Resizing(.letterbox(height: height, width: width), padding: padding)
  }

  /// The rule of the large detectors: the shorter side becomes `shorterSide`, or the longer one `longerSide` if it
  /// would be above that; then zero or more pixels on the right and below, up to a whole multiple of the coarsest
  /// stride.
  ///
  /// ```
  /// s = min(shorterSide / min(h, w), longerSide / max(h, w)),   h × w becomes r(s·h) × r(s·w), at least 1 pixel each
  /// ```
  ///
  /// 480 × 640 at 800 and 1333, multiples of 32: 800 × 1066, padded to 800 × 1088.
  ///
  /// - Parameters:
  ///   - shorterSide: what the shorter side becomes, in pixels.
  ///   - longerSide: what the longer side is at most.
  ///   - multiple: what both sides of the padded picture are multiples of.
  ///   - rounding: r; systems differ in it.
  ///   - padding: what fills the part that the picture leaves free.
  ///
  /// - Precondition: all three numbers are at least 1.
  public static func shorterSide(
    _ shorterSide: Int, longerSide: Int, multiple: Int, rounding: FloatingPointRoundingRule = .down,
    padding: Color = gray
  ) -> Resizing {
    precondition(
      shorterSide >= 1 && longerSide >= 1, "sides must be at least 1, found \(shorterSide) and \(longerSide)")
    precondition(multiple >= 1, "multiple must be at least 1, found \(multiple)")
    return Resizing(
      .shorterSide(shorterSide, longerSide: longerSide, multiple: multiple, rounding: rounding), padding: padding)
  }

  private static func check(_ height: Int, _ width: Int) {
    precondition(height >= 1 && width >= 1, "height and width must be at least 1, found \(height) × \(width)")
  }

  /// What the rule does to a picture of a size.
  ///
  /// - Precondition: `size` is at least 1 × 1.
  public func transform(of size: ImageSize) -> ResizingTransform {
    Self.check(size.height, size.width)
    let (h, w) = (Double(size.height), Double(size.width))
    switch rule {
    case .stretch(let newHeight, let newWidth):
      let new = ImageSize(height: newHeight, width: newWidth)
      return ResizingTransform(from: size, to: new, content: new, at: (0, 0), padding)
    case .letterbox(let newHeight, let newWidth):
      let factor = min(Double(newHeight) / h, Double(newWidth) / w)
      let contentHeight = min(newHeight, max(1, Int((h * factor).rounded())))
      let contentWidth = min(newWidth, max(1, Int((w * factor).rounded())))
      let corner = ((newHeight - contentHeight) / 2, (newWidth - contentWidth) / 2)
      return ResizingTransform(
        from: size, to: ImageSize(height: newHeight, width: newWidth),
        content: ImageSize(height: contentHeight, width: contentWidth), at: corner, padding)
    case .shorterSide(let shorter, let longer, let multiple, let rounding):
      let factor = min(Double(shorter) / min(h, w), Double(longer) / max(h, w))
      let contentHeight = max(1, Int((h * factor).rounded(rounding)))
      let contentWidth = max(1, Int((w * factor).rounded(rounding)))
      func padded(_ side: Int) -> Int { (side + multiple - 1) / multiple * multiple }
      return ResizingTransform(
        from: size, to: ImageSize(height: padded(contentHeight), width: padded(contentWidth)),
        content: ImageSize(height: contentHeight, width: contentWidth), at: (0, 0), padding)
    }
  }
}
