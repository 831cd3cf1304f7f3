// Copies of feature maps with zeros around the pixels or behind the channels, so that kernels need not ask where they are.

extension FeatureMap {
  /// The map itself if its channels fill whole vectors, else a copy with zeros behind each pixel's channels.
  func paddedToVectors() -> FeatureMap {
    let padded = Vector.wholeVectors(channels)
    guard padded != channels else { return self }
    let result = FeatureMap(images: images, height: self.height, width: self.width, channels: padded, zeroed: true)
    parallel(images) { image in
      for pixel in image * self.height * self.width..<(image + 1) * self.height * self.width {
        (result.view + pixel * padded).copy(view + pixel * channels, count: channels)
      }
    }
    return result
  }

  /// A copy with rows and columns of zeros before and after.
  func padded(before: Int, after: Int) -> FeatureMap {
    padded(before: before, below: after, right: after)
  }

  /// A copy with a border of zeros before the first tile, and behind the last so many that every tile is whole.
  ///
  /// - Parameter border: what a tile needs around its outputs: 1 for inputs, 0 for outputs.
  func paddedToTiles(border: Int) -> FeatureMap {
    let (below, right) = (
      (Winograd.outputs - height % Winograd.outputs) % Winograd.outputs,
      (Winograd.outputs - width % Winograd.outputs) % Winograd.outputs
    )
    guard border + below + right > 0 else { return self }
    return padded(before: border, below: below + border, right: right + border)
  }

  private func padded(before: Int, below: Int, right: Int) -> FeatureMap {
    let result = FeatureMap(
      images: images, height: before + height + below, width: before + width + right, channels: channels)
    let row = width * channels
    let resultRow = result.width * channels
    parallel(images) { image in
      let source = view + image * height * row
      let target = result.view + image * result.height * resultRow
      target.fill(0, count: before * resultRow)
      for y in 0..<height {
        let start = target + (before + y) * resultRow
        start.fill(0, count: before * channels)
        (start + before * channels).copy(source + y * row, count: row)
        (start + (before * channels + row)).fill(0, count: right * channels)
      }
      (target + (before + height) * resultRow).fill(0, count: below * resultRow)
    }
    return result
  }
}
