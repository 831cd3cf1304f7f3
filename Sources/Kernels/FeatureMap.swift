// What kernels read and write: a batch of feature maps, NHWC.

/// A batch of feature maps: `images × height × width × channels` floats, the channels of a pixel side by side.
public struct FeatureMap {
  /// How many images.
  public let images: Int
  /// Rows of each map.
  public let height: Int
  /// Columns of each map.
  public let width: Int
  /// Numbers at each pixel.
  public let channels: Int
  /// The numbers, NHWC.
  public let buffer: FloatBuffer

  /// A map over an existing buffer, whose count must be `images · height · width · channels`.
  public init(images: Int, height: Int, width: Int, channels: Int, buffer: FloatBuffer) {
    require(
      images >= 0 && height >= 0 && width >= 0 && channels >= 0,
      "FeatureMap: sizes must not be negative, are \(images) × \(height) × \(width) × \(channels)")
    require(
      images * height * width * channels == buffer.count,
      "FeatureMap: \(images) × \(height) × \(width) × \(channels) is not the buffer's \(buffer.count)")
    self.images = images
    self.height = height
    self.width = width
    self.channels = channels
    self.buffer = buffer
  }

  /// A new map with arbitrary values, or zeros.
  public init(images: Int, height: Int, width: Int, channels: Int, zeroed: Bool = false) {
    self.init(
      images: images, height: height, width: width, channels: channels,
      buffer: FloatBuffer(count: images * height * width * channels, zeroed: zeroed))
  }

  /// A new map of this one's shape.
  public func similar(zeroed: Bool = false) -> FeatureMap {
    FeatureMap(images: images, height: height, width: width, channels: channels, zeroed: zeroed)
  }

  /// Pixels of all images: `images · height · width`.
  public var pixels: Int { images * height * width }

  var view: Floats { buffer.view }

  func hasShape(of other: FeatureMap) -> Bool {
    images == other.images && height == other.height && width == other.width && channels == other.channels
  }
}
