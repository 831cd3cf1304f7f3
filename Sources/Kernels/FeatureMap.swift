// What kernels read and write: a batch of feature maps, NHWC.

/// A batch of feature maps: `images × height × width × channels` floats, the channels of a pixel side by side.
package struct FeatureMap {
  /// How many images.
  package let images: Int
  /// Rows of each map.
  package let height: Int
  /// Columns of each map.
  package let width: Int
  /// Numbers at each pixel.
  package let channels: Int
  /// The numbers, NHWC.
  package let buffer: FloatBuffer

  /// A map over an existing buffer, whose count must be `images · height · width · channels`.
  package init(images: Int, height: Int, width: Int, channels: Int, buffer: FloatBuffer) {
    require(
      images >= 0 && height >= 0 && width >= 0 && channels >= 0,
      "sizes must be at least 0, found \(images) × \(height) × \(width) × \(channels)")
    require(
      images * height * width * channels == buffer.count,
      "the buffer must be of \(images) × \(height) × \(width) × \(channels) numbers, found \(buffer.count)")
    self.images = images
    self.height = height
    self.width = width
    self.channels = channels
    self.buffer = buffer
  }

  /// A new map with arbitrary values, or zeros.
  package init(images: Int, height: Int, width: Int, channels: Int, zeroed: Bool = false) {
    self.init(
      images: images, height: height, width: width, channels: channels,
      buffer: FloatBuffer(count: images * height * width * channels, zeroed: zeroed))
  }

  /// A new map of this one's shape.
  package func similar(zeroed: Bool = false) -> FeatureMap {
    FeatureMap(images: images, height: height, width: width, channels: channels, zeroed: zeroed)
  }

  /// Pixels of all images: `images · height · width`.
  package var pixels: Int { images * height * width }

  var view: Floats { buffer.view }

  /// Images, height, width and channels, for sentences.
  var shapeText: String { "\(images) × \(height) × \(width) × \(channels)" }

  func hasShape(of other: FeatureMap) -> Bool {
    images == other.images && height == other.height && width == other.width && channels == other.channels
  }
}
