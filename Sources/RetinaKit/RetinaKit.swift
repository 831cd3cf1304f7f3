// The umbrella: `import RetinaKit` brings in every module.

@_exported public import Anchors
@_exported public import Boxes
@_exported public import Detector
@_exported public import Evaluation
@_exported public import Figures
@_exported public import Images
@_exported public import Kernels
@_exported public import Layers
@_exported public import Lessons
@_exported public import Losses
@_exported public import Matching
@_exported public import Randomness
@_exported public import Shapes
@_exported public import Systems
@_exported public import Tensors
@_exported public import Training
