// Hands your answers to the grader. There is nothing to change here.

import Assignments

serve(Answers())
