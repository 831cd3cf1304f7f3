// What is made of buffers is made anew when a number has changed, or when they are other buffers.

import Kernels
import Layers
import Testing

@Suite("Kept")
struct KeptTests {
  @Test("Made once, again after a number has changed, and again of other buffers, though they have changed as often")
  func again() {
    let (one, two) = (FloatBuffer([1]), FloatBuffer([2]))
    #expect(one.version == two.version)
    let kept = Kept<Float>()
    var times = 0
    func value(_ buffer: FloatBuffer) -> Float {
      kept.value(of: [buffer]) {
        times += 1
        return 10 * buffer[0]
      }
    }
    #expect(value(one) == 10 && value(one) == 10 && times == 1)
    one[0] = 3
    #expect(value(one) == 30 && times == 2)
    two[0] = 4
    #expect(one.version == two.version && value(two) == 40 && times == 3)
    kept.clear()
    #expect(value(two) == 40 && times == 4)
  }
}
