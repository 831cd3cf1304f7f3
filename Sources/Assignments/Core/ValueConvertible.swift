// The Swift types that tasks are written in, and the values that they become between processes.

/// A type that a task's function may take or give.
public protocol ValueConvertible: Sendable {
  /// The value, as it crosses between processes.
  var value: Value { get }
  /// The Swift value again; nil if the value is of another form.
  init?(value: Value)
}

extension Double: ValueConvertible {
  /// The number.
  public var value: Value { .number(self) }
  /// The number, from a whole one too.
  public init?(value: Value) {
    guard let number = value.double else { return nil }
    self = number
  }
}

extension Int: ValueConvertible {
  /// The whole number.
  public var value: Value { .integer(self) }
  /// The whole number.
  public init?(value: Value) {
    guard case .integer(let number) = value else { return nil }
    self = number
  }
}

extension Bool: ValueConvertible {
  /// True or false.
  public var value: Value { .truth(self) }
  /// True or false.
  public init?(value: Value) {
    guard case .truth(let truth) = value else { return nil }
    self = truth
  }
}

extension String: ValueConvertible {
  /// The text.
  public var value: Value { .text(self) }
  /// The text.
  public init?(value: Value) {
    guard case .text(let text) = value else { return nil }
    self = text
  }
}

extension Array: ValueConvertible where Element: ValueConvertible {
  /// A list.
  public var value: Value { .list(map(\.value)) }
  /// The elements, if all are of their type.
  public init?(value: Value) {
    guard case .list(let values) = value else { return nil }
    let elements = values.compactMap(Element.init(value:))
    guard elements.count == values.count else { return nil }
    self = elements
  }
}

extension Optional: ValueConvertible where Wrapped: ValueConvertible {
  /// The value, or none.
  public var value: Value { map(\.value) ?? .none }
  /// The value, or nil for none.
  public init?(value: Value) {
    if case .none = value {
      self = nil
      return
    }
    guard let wrapped = Wrapped(value: value) else { return nil }
    self = .some(wrapped)
  }
}
