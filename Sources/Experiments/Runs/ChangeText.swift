// What tables and pages call a change.

import Text

extension Change {
  /// The change in a few words: "γ 2", "3 scales".
  public var text: String {
    switch self {
    case .system(let system): system.name
    case .levels(let first, let last): first == last ? "P\(first)" : "P\(first)–P\(last)"
    case .scales(let count): count.counted("scale")
    case .ratios(let count): count.counted("ratio")
    case .assigner(let assigner): assigner.rawValue
    case .positiveThreshold(let value): "positive from IoU \(value.significant())"
    case .negativeThreshold(let value): "negative below IoU \(value.significant())"
    case .classLoss(let loss): loss.name
    case .gamma(let gamma): "γ \(gamma.significant())"
    case .alpha(let alpha): "α \(alpha.significant())"
    case .sampling(let sampling): sampling.definition?.name ?? "all anchors"
    case .prior(let prior): "prior \(prior.significant())"
    case .boxLoss(let loss): loss.name
    case .suppression(let suppression): suppression.name
    case .augmentation(let augmentation): augmentation == .none ? "no augmentation" : "augmentation"
    case .trainImages(let count): count.counted("picture")
    case .rate(let rate): "rate \(rate.significant())"
    case .weightDecay(let decay): "weight decay \(decay.significant())"
    }
  }
}
