// What Kernels' threads and locks are on a machine without an operating system: one thread. With these in the place of
// Team, ThreadNumber, Threads and MachinePeak the module compiles as Embedded Swift for aarch64-none-none-elf.

/// A lock that nobody else wants.
final class Mutex<Value>: @unchecked Sendable {
  private var value: Value
  init(_ value: Value) { self.value = value }
  func withLock<Result>(_ body: (inout Value) -> Result) -> Result { body(&value) }
}

/// The team of one.
enum Team { static var member: Int { 0 } }

/// One thread.
public enum Threads {
  /// One.
  public static var count: Int { 1 }
}

/// Runs a piece of work for every index in 0 ..< count.
func parallel(_ count: Int, _ body: (Int) -> Void) {
  for index in 0..<max(count, 0) { body(index) }
}
