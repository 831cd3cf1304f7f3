// PNG files that others made of the picture whose sample c at (x, y) is (37x + 59y + 101c) mod 256.

import Foundation
import Images

enum PNGFixtures {
  static func sample(_ x: Int, _ y: Int, _ c: Int) -> Int { (x * 37 + y * 59 + c * 101) % 256 }

  static func picture(height: Int, width: Int, _ color: (Int, Int) -> Color) -> Image {
    var image = Image(height: height, width: width, color: .black)
    for y in 0..<height { for x in 0..<width { image[y, x] = color(x, y) } }
    return image
  }

  static func rgb(_ x: Int, _ y: Int) -> Color {
    Color(red: UInt8(sample(x, y, 0)), green: UInt8(sample(x, y, 1)), blue: UInt8(sample(x, y, 2)))
  }

  static func overWhite(_ value: Int, _ alpha: Int) -> UInt8 {
    UInt8((Double(value * alpha + 255 * (255 - alpha)) / 255).rounded())
  }

  // Pillow 13.0.0: im = Image.new(mode, (6, 5)); im.putdata(samples); im.save(file, "PNG"). P: four colors
  // (10, 20, 30), (40, 50, 60), … with save(..., bits=2, transparency=bytes([255, 255, 128, 0])); I;16: 256·c₀ + c₁.
  // The interlaced ones are written by hand in Python (zlib.compress(rows, 9), filter 0) and were read with Pillow.
  static let files: [(name: String, base64: String, picture: Image)] = [
    (
      "L",
      """
      iVBORw0KGgoAAAANSUhEUgAAAAYAAAAFCAAAAABDM8I6AAAAIklEQVR4nGNkUFVVVVVltFZVVVVVZYFQjBsh1BtVVVVVVQBXkgW5TTSA0QAAAABJ\
      RU5ErkJggg==
      """, picture(height: 5, width: 6) { Color(gray: UInt8(sample($0, $1, 0))) }
    ),
    (
      "LA",
      """
      iVBORw0KGgoAAAANSUhEUgAAAAYAAAAFCAQAAADMUVVtAAAAJElEQVR4nGNkSFWFAxZrazjbGsaxVlVVVWXcKIZQxvgmEMEBAE8wCsdaYVHpAAAA\
      AElFTkSuQmCC
      """, picture(height: 5, width: 6) { Color(gray: overWhite(sample($0, $1, 0), sample($0, $1, 1))) }
    ),
    (
      "RGB",
      """
      iVBORw0KGgoAAAANSUhEUgAAAAYAAAAFCAIAAADpOgqxAAAAJklEQVR4nGNkSD2ligoYrRewogmxWFtbQ5nWyEKogoxvArehaQQADNsQiU0KTCMA\
      AAAASUVORK5CYII=
      """, picture(height: 5, width: 6, rgb)
    ),
    (
      "RGBA",
      """
      iVBORw0KGgoAAAANSUhEUgAAAAYAAAAFCAYAAABmWJ3mAAAALUlEQVR4nGNkSD2lr4oFMFovYM3CJsFibW1tDechsRg3ilU/wGrUm8Bt0tgkAHLQ\
      Fm2NcYljAAAAAElFTkSuQmCC
      """,
      picture(height: 5, width: 6) { x, y in
        Color(
          red: overWhite(sample(x, y, 0), sample(x, y, 3)), green: overWhite(sample(x, y, 1), sample(x, y, 3)),
          blue: overWhite(sample(x, y, 2), sample(x, y, 3)))
      }
    ),
    (
      "I;16",
      """
      iVBORw0KGgoAAAANSUhEUgAAAAYAAAAFEAAAAAATox55AAAAJElEQVR4nGNkSFWFAxZrazjbGsaxVlVVVWXcKIZQxvgmEMEBAE8wCsdaYVHpAAAA\
      AElFTkSuQmCC
      """,
      picture(height: 5, width: 6) { x, y in
        Color(gray: UInt8((Double(256 * sample(x, y, 0) + sample(x, y, 1)) / 257).rounded()))
      }
    ),
    (
      "1",
      """
      iVBORw0KGgoAAAANSUhEUgAAAAYAAAAFAQAAAABOI6BLAAAAEklEQVR4nGMIYQphCGEKYQgBAAhWAamCgWzDAAAAAElFTkSuQmCC
      """, picture(height: 5, width: 6) { Color(gray: sample($0, $1, 0) % 2 == 1 ? 255 : 0) }
    ),
    (
      "P",
      """
      iVBORw0KGgoAAAANSUhEUgAAAAYAAAAFAgMAAAAbNnV1AAAADFBMVEUKFB4oMjxGUFpkbnjGSHffAAAABHRSTlP//4AA6I3MzQAAABhJREFUeJxj\
      lP7KeOwXy+v/LLu/MEp/BQA3jQeFSxHgQQAAAABJRU5ErkJggg==
      """,
      picture(height: 5, width: 6) { x, y in
        let color = sample(x, y, 0) % 4
        let alpha = [255, 255, 128, 0][color]
        return Color(
          red: overWhite(30 * color + 10, alpha), green: overWhite(30 * color + 20, alpha),
          blue: overWhite(30 * color + 30, alpha))
      }
    ),
    (
      "RGB, interlaced",
      """
      iVBORw0KGgoAAAANSUhEUgAAAAkAAAAKCAIAAAGeYNN/AAABLUlEQVR42gEiAd3+AABlyiiN8gDYPaIAZcoAlPleAGzRNgDsUbaA5UoUed4ASq8U\
      3kOoADabAMovlAAih+y2G4AAdttAwCWKCm/UVLkengNoAGLHLKwRdvZbwEClCorvVAAliu9v1Dm5HoMDaM0AmwBl5UqvL5T5ed5DABF221vAJaUK\
      b+9UuQCH7FHRNpsbgOVlyi8A/WLHR6wRkfZb20ClADugBWDFKoXqT6oPdM80mfRZvhl+4z6jCGPILQCxFnvWO6D7YMUghepFqg9qzzSP9Fm0GX7Z\
      PqMAJ4zxTLEWcdY7lvtguyCF4EWqBWrPKo/0T7QZAJ0CZ8InjOdMsQxx1jGW+1a7IHvgRaAFasUqjwATeN04nQJdwieC50ynDHHMMZbxVrsWe+A7\
      oAVTd4OkxOsVUgAAAABJRU5ErkJggg==
      """, picture(height: 10, width: 9, rgb)
    ),
    (
      "gray of 2 bits, interlaced",
      """
      iVBORw0KGgoAAAANSUhEUgAAAAkAAAAKAgAAAAF+2QNVAAAAH0lEQVR42mNggIMFYNjRAELlDHeh+NixAww5OQ7INAA2tBAk0NM6+QAAAABJRU5E\
      rkJggg==
      """, picture(height: 10, width: 9) { Color(gray: UInt8(sample($0, $1, 0) % 4 * 85)) }
    ),
  ]
}
