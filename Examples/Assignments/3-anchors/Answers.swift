import Assignments

struct Answers: AnchorTask {}
