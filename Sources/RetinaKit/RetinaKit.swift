// The umbrella: `import RetinaKit` brings in the subject, pictures, the detector and its training.
//
// Not the engine below the tensors (Kernels), whose few public types one imports by name to write a layer of one's own,
// and not Lessons, whose functions may end the program.

@_exported public import Anchors
@_exported public import Boxes
@_exported public import Detector
@_exported public import Evaluation
@_exported public import Figures
@_exported public import Images
@_exported public import Layers
@_exported public import Losses
@_exported public import Matching
@_exported public import Randomness
@_exported public import Shapes
@_exported public import Systems
@_exported public import Tensors
@_exported public import Training
