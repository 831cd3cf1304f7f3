import Assignments

struct Answers: PyramidTask {}
