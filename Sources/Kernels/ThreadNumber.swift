// A number that every thread has for itself.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A number of which every thread has its own, 0 at first.
@safe
struct ThreadNumber: Sendable {
  private let key: pthread_key_t

  init() {
    var key = pthread_key_t()
    let error = unsafe pthread_key_create(&key, nil)
    require(error == 0, "a thread's own number must be made, found the system's error \(error)")
    self.key = key
  }

  var value: Int {
    get { unsafe Int(bitPattern: pthread_getspecific(key)) }
    nonmutating set { _ = unsafe pthread_setspecific(key, UnsafeRawPointer(bitPattern: newValue)) }
  }
}
